package factory.runtime;

import java.util.List;

/** A request that is refused, as RFC 9457 tells it. Carries no stack trace. */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String reason;
  private final String place;
  private final transient List<FieldError> errors;
  private final long retrySeconds;

  private Problem(int status, String reason, String detail, List<FieldError> errors) {
    this(status, reason, detail, "body", errors, 1);
  }

  private Problem(int status, String reason, String detail, String place, List<FieldError> errors) {
    this(status, reason, detail, place, errors, 1);
  }

  private Problem(
      int status,
      String reason,
      String detail,
      String place,
      List<FieldError> errors,
      long retrySeconds) {
    super(detail, null, false, false);
    this.status = status;
    this.reason = reason;
    this.place = place;
    this.errors = List.copyOf(errors);
    this.retrySeconds = retrySeconds;
  }

  /** What is wrong with one field. */
  record FieldError(String field, String message) {
    static final String REQUIRED = "is required";
    static final String UNKNOWN = "is unknown";
    static final String TAKEN = "is already taken";

    /** What is wrong in a word. */
    String code() {
      return switch (message) {
        case REQUIRED -> "missing";
        case UNKNOWN -> "unknown";
        case TAKEN -> "taken";
        default -> "invalid";
      };
    }
  }

  /** The body could not be read at all. */
  static Problem malformed(String detail) {
    return new Problem(400, "MALFORMED_BODY", detail, List.of());
  }

  /** The body goes beyond what is read of any body. */
  static Problem malformed(FieldError error) {
    return new Problem(
        400,
        "MALFORMED_BODY",
        "The body goes beyond what can be read, at the field '" + error.field() + "'.",
        List.of(error));
  }

  /** The address can be read in more than one way. */
  static Problem ambiguousPath() {
    return new Problem(
        400,
        "PATH_AMBIGUOUS",
        "The path can be read in more than one way; send it without dot segments, empty segments,"
            + " backslashes, escaped slashes, control characters and double escapes.",
        List.of());
  }

  /** A part of the address is wrong. */
  static Problem parameter(String name, String message) {
    return new Problem(
        400,
        "INVALID_ARGUMENT",
        "The query has a parameter that cannot be accepted.",
        "query",
        List.of(new FieldError(name, message)));
  }

  /** A parameter of the path is no value of what it names. */
  static Problem pathParameter(String name, String message) {
    return new Problem(
        400,
        "INVALID_ARGUMENT",
        "The path has a parameter that cannot be accepted.",
        "path",
        List.of(new FieldError(name, message)));
  }

  /** A header or a cookie of the request cannot be accepted. */
  static Problem sentParameter(String in, String name, String message) {
    return new Problem(
        400,
        "INVALID_ARGUMENT",
        "The request has a %s that cannot be accepted.".formatted(in),
        in,
        List.of(new FieldError(name, message)));
  }

  /** Parts of the address or headers are wrong. */
  static Problem parameters(List<FieldError> errors) {
    return new Problem(
        400, "INVALID_ARGUMENT", "The request has parameters that cannot be accepted.", errors);
  }

  /** The query's escapes are no UTF-8. */
  static Problem unreadableQuery() {
    return new Problem(
        400, "INVALID_ARGUMENT", "The query must be UTF-8, escaped as %41 is.", "query", List.of());
  }

  /** The gate does not vouch for the call. */
  static Problem unasserted(String detail) {
    return new Problem(401, "ASSERTION_INVALID", detail, List.of());
  }

  /** The operation needs to know who calls, and the gate asserted no wallet. */
  static Problem callerRequired() {
    return new Problem(
        401,
        "CALLER_REQUIRED",
        "This needs a caller with a wallet; sign in and call again.",
        List.of());
  }

  /** The operation is for accounts of the service, and no session was shown. */
  static Problem notLoggedIn() {
    return new Problem(
        401,
        "NOT_LOGGED_IN",
        "This needs an account of this service; log in and send what that gave you.",
        List.of());
  }

  /** There is no such account, or it has another password: nobody is told which. */
  static Problem wrongLogin() {
    return new Problem(
        401, "WRONG_LOGIN", "There is no account with this login and password.", List.of());
  }

  /** Somebody else is at it, or who it is has forgotten. */
  static Problem wrongPassword() {
    return new Problem(401, "WRONG_PASSWORD", "The account has another password.", List.of());
  }

  /** It is over, was used before, or never was one: nobody is told which. */
  static Problem wrongToken() {
    return new Problem(401, "WRONG_TOKEN", "This token gives no session; log in again.", List.of());
  }

  /** Somebody guesses. */
  static Problem tooManyTries(long seconds) {
    return new Problem(
        429,
        "TOO_MANY_TRIES",
        "Too many tries to log in; try again in some seconds.",
        "body",
        List.of(),
        seconds);
  }

  /** The record can be seen, but this caller may not do that with it. */
  static Problem notAllowed(String detail) {
    return new Problem(403, "NOT_ALLOWED", detail, List.of());
  }

  /** Whoever registers has to name an invitation that is good. */
  static Problem notInvited() {
    return new Problem(
        403,
        "NOT_INVITED",
        "This needs the code of an invitation that is neither used up nor over.",
        List.of());
  }

  static Problem notFound(String detail) {
    return new Problem(404, "NOT_FOUND", detail, "path", List.of());
  }

  static Problem methodNotAllowed(String allow) {
    return new Problem(405, "METHOD_NOT_ALLOWED", "Here you can use " + allow + ".", List.of());
  }

  /** Another record has the same values of these fields. */
  static Problem taken(List<String> fields) {
    return new Problem(
        409,
        "ALREADY_EXISTS",
        fields.size() == 1
            ? "Another one has this value, which must be unique."
            : "Another one has these values, which must be unique together.",
        fields.stream().map(field -> new FieldError(field, FieldError.TAKEN)).toList());
  }

  /** Another record's interval overlaps this one's. */
  static Problem overlaps(String from, String to) {
    return new Problem(
        409,
        "OVERLAPS",
        "Another one overlaps with this.",
        List.of(
            new FieldError(from, "overlaps with another one"),
            new FieldError(to, "overlaps with another one")));
  }

  /** Others refer to the record that is to be deleted. */
  static Problem stillReferenced(String plural, String field) {
    return new Problem(
        409,
        "STILL_REFERENCED",
        "It cannot be deleted while " + plural + " refer to it.",
        List.of(new FieldError(field, "refers to it in " + plural)));
  }

  /** A field of words cannot go from the one to the other. */
  static Problem transition(String field, String from, String to) {
    return new Problem(
        409,
        "TRANSITION_NOT_ALLOWED",
        "It cannot go from one of these to the other.",
        List.of(new FieldError(field, "cannot go from " + from + " to " + to)));
  }

  /** The same key came with another request before. */
  static Problem keyReused() {
    return new Problem(
        409,
        "IDEMPOTENCY_KEY_REUSED",
        "This Idempotency-Key came with another request before; use a new one.",
        List.of());
  }

  /** One caller had many secrets hashed in a short time. */
  static Problem tooManySecrets() {
    return new Problem(
        429,
        "TOO_MANY_SECRETS",
        "Too many secrets were sent in a short time; try again in some seconds.",
        List.of());
  }

  /** The record was changed since the caller read it. */
  static Problem revisionMismatch() {
    return new Problem(
        412,
        "REVISION_MISMATCH",
        "It is not what If-Match names; read it again before you change it.",
        List.of());
  }

  /** The record is there, and the caller wanted to make it. */
  static Problem alreadyThere() {
    return new Problem(
        412,
        "REVISION_MISMATCH",
        "It is there already, which If-None-Match says it must not be.",
        List.of());
  }

  static Problem tooLarge() {
    return new Problem(413, "BODY_TOO_LARGE", "A body may have at most 10 MiB.", List.of());
  }

  /** A file is of a type that its field does not take, whatever was said of it. */
  static Problem fileType(String type, String taken) {
    return new Problem(
        415,
        "UNSUPPORTED_MEDIA_TYPE",
        "Send a file of " + taken + "; the bytes of this one are " + type + ".",
        List.of());
  }

  /** All files together have what a service may have. */
  static Problem filesFull() {
    return new Problem(
        413, "STORAGE_FULL", "There is no room for more files; delete some first.", List.of());
  }

  /** Nothing of a file is where the caller asks for it. */
  static Problem rangeNotThere(long size) {
    return new Problem(416, "RANGE_NOT_SATISFIABLE", "The file has " + size + " bytes.", List.of());
  }

  /** A file has more bytes than its field takes. */
  static Problem fileTooLarge(long most) {
    return new Problem(
        413, "BODY_TOO_LARGE", "A file may have at most " + most + " bytes here.", List.of());
  }

  /** A caller takes none of the forms that an answer has. */
  static Problem notAcceptable(String forms) {
    return new Problem(
        406, "NOT_ACCEPTABLE", "This is answered as one of: " + forms + ".", List.of());
  }

  static Problem mediaType(String accepted) {
    return new Problem(
        415, "UNSUPPORTED_MEDIA_TYPE", "Send the body as " + accepted + ".", List.of());
  }

  /** The body is compressed: nothing is unpacked here, as some kB may become some GB. */
  static Problem encoded() {
    return new Problem(
        415,
        "UNSUPPORTED_MEDIA_TYPE",
        "Send the body as it is, without Content-Encoding.",
        List.of());
  }

  /**
   * A status that is never answered: of a body that names a record that is not there, until it is
   * known what that is where it was sent.
   */
  static final int MISSING = 424;

  /** The body was read, and records that it names are not there. */
  static Problem missing(List<FieldError> errors) {
    return invalid(errors).as(MISSING);
  }

  /** The body was read, and fields of it are wrong. */
  static Problem invalid(List<FieldError> errors) {
    return new Problem(
        422, "INVALID_FIELDS", "The body has fields that cannot be accepted.", errors);
  }

  static Problem internal(String logId) {
    return new Problem(
        500, "INTERNAL", "Something broke here; the log has it as " + logId + ".", List.of());
  }

  static Problem unavailable(String logId) {
    return new Problem(
        503,
        "STORE_UNAVAILABLE",
        "The store does not answer now; the log has it as " + logId + ".",
        List.of());
  }

  /** Large bodies are under way, more than the memory holds. */
  static Problem busy() {
    return new Problem(
        503, "BUSY", "Other large bodies are being read; send yours again shortly.", List.of());
  }

  /** As much is computed at once as there is room for. */
  static Problem computing() {
    return new Problem(
        503, "BUSY", "Other calls are being computed; try again shortly.", List.of());
  }

  /**
   * A tool of the platform did not do it.
   *
   * @param fault the platform's word for why
   */
  static Problem tool(String fault) {
    return switch (fault) {
      case "BUSY" ->
          new Problem(
              503, "BUSY", "Other bytes are being worked on; try again shortly.", List.of());
      case "WRONG_TYPE" ->
          new Problem(
              415,
              "UNSUPPORTED_MEDIA_TYPE",
              "The bytes are not of a type that this takes.",
              List.of());
      case "TOO_LARGE" ->
          new Problem(413, "BODY_TOO_LARGE", "The bytes are more than this takes.", List.of());
      case "OUTPUT_TOO_LARGE", "TOO_SLOW", "OUT_OF_MEMORY" ->
          new Problem(
              422,
              "TOOL_LIMIT",
              "With these bytes it takes more time, memory or room than it may.",
              List.of());
      case "FAILED", "INVALID" ->
          new Problem(422, "TOOL_FAILED", "It cannot be done with these bytes.", List.of());
      default ->
          new Problem(
              503, "TOOL_UNAVAILABLE", "The tool that does this is not there now.", List.of());
    };
  }

  /**
   * What an action or a function refuses by a rule of its own.
   *
   * @param status 400 to 499
   */
  static Problem refused(int status, String reason, String message) {
    if (status < 400 || status > 499 || !reason.matches("[A-Z][A-Z0-9_]{0,59}")) {
      throw new IllegalArgumentException("no refusal: " + status + " " + reason);
    }
    return new Problem(status, reason, message, List.of());
  }

  /** The same with a status that can be answered. */
  Problem known() {
    return status == MISSING ? as(422) : this;
  }

  /** The same refusal with another status. */
  Problem as(int other) {
    return other == status
        ? this
        : new Problem(other, reason, detail(), place, errors, retrySeconds);
  }

  /** What an expression of an operation cannot compute. */
  static Problem uncomputable(Uncomputable e) {
    return new Problem(422, e.reason(), e.detail(), List.of());
  }

  /** What the server itself refuses before a route is found. */
  static Problem unreadable(int status, String detail) {
    return new Problem(status, "BAD_REQUEST", detail, List.of());
  }

  int status() {
    return status;
  }

  /** After how many seconds it makes sense to ask again, where it does at all. */
  long retrySeconds() {
    return retrySeconds;
  }

  String reason() {
    return reason;
  }

  String detail() {
    var message = getMessage();
    return message == null ? "" : message;
  }

  /** Where in the request it is: {@code body}, {@code query} or {@code path}. */
  String place() {
    return place;
  }

  List<FieldError> errors() {
    return errors;
  }

  String title() {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 402 -> "Payment Required";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 406 -> "Not Acceptable";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 410 -> "Gone";
      case 411 -> "Length Required";
      case 412 -> "Precondition Failed";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 415 -> "Unsupported Media Type";
      case 416 -> "Range Not Satisfiable";
      case 417 -> "Expectation Failed";
      case 421 -> "Misdirected Request";
      case 422 -> "Unprocessable Content";
      case 423 -> "Locked";
      case 424 -> "Failed Dependency";
      case 428 -> "Precondition Required";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 451 -> "Unavailable For Legal Reasons";
      case 503 -> "Service Unavailable";
      case 505 -> "HTTP Version Not Supported";
      default -> status < 500 ? "Refused" : "Internal Server Error";
    };
  }
}
