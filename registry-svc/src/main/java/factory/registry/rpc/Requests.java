package factory.registry.rpc;

import com.google.protobuf.Struct;
import factory.mesh.Address;
import factory.mesh.Caller;
import factory.mesh.Owners;
import factory.mesh.Refused;
import factory.registry.service.Naming;
import factory.registry.service.Service;
import factory.registry.service.ServiceId;
import factory.registry.service.Serving;
import factory.registry.service.Status;
import factory.registry.service.Text;
import factory.registry.service.Token;
import factory.registry.v1.RouteToken;
import factory.registry.v1.ServiceOrder;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.ServiceTakedown;
import factory.registry.v1.ServiceTokens;
import factory.registry.v1.Upstream;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Fields of requests, parsed or refused by name. */
final class Requests {
  static final int MAX_IDEA_BYTES = 64 * 1024;
  static final int MAX_REQUESTER_BYTES = 256;
  static final int MAX_REQUEST_ID_BYTES = 128;
  static final int MAX_QUERY_BYTES = 256;
  static final int MAX_MESSAGE_BYTES = 4 * 1024;
  private static final int DEFAULT_PAGE_SIZE = 20;
  private static final int MAX_PAGE_SIZE = 100;
  private static final int MAX_TOKENS = 1_000;

  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
  private static final Pattern WALLET = Pattern.compile("0x[0-9a-f]{40}");
  private static final Pattern AMOUNT = Pattern.compile("[1-9][0-9]{0,77}");
  private static final BigInteger MAX_AMOUNT = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

  private Requests() {}

  /** What somebody asks to be recorded. */
  static Service.Draft draft(
      String requestId,
      String idea,
      String requesterId,
      Optional<Struct> metadata,
      Owners owners,
      Caller caller,
      Optional<Service.Plan> plan,
      Optional<String> title,
      Optional<String> message) {
    return new Service.Draft(
        optionalRequestId(requestId),
        idea(idea),
        owners.requester(requesterId(requesterId), caller),
        metadata.map(Metadata::toJson),
        caller.wallet(),
        plan,
        title,
        message);
  }

  /** Empty text is nobody. */
  static Optional<String> wallet(String text) {
    if (!text.isEmpty() && !WALLET.matcher(text).matches()) {
      throw Refused.field("wallet", "must be 0x and 40 hex digits in lower case, or empty");
    }
    return Optional.of(text).filter(t -> !t.isEmpty());
  }

  static ServiceId serviceId(String text) {
    return ServiceId.parse(text).orElseThrow(() -> Refused.field("service_id", "must be a UUID"));
  }

  /** A name that a person chose, without space at its ends. */
  static String name(String text) {
    var name = text.strip();
    if (name.isEmpty() || name.codePointCount(0, name.length()) > Naming.MOST_CHARACTERS) {
      throw Refused.field("name", "must have 1 to 60 characters");
    }
    if (Text.hasControls(name) || name.codePoints().anyMatch(Naming::turnsText)) {
      throw Refused.field("name", "must be one line, without control characters");
    }
    return name;
  }

  static String slug(String text) {
    if (!Naming.isSlug(text)) {
      throw Refused.field(
          "slug",
          "must be 1 to 60 of a to z and 0 to 9, with single hyphens between them, such as todo-list, and no UUID");
    }
    return text;
  }

  static String idea(String text) {
    if (text.isBlank()) {
      throw Refused.field("idea", "must not be blank");
    }
    if (Text.bytes(text) > MAX_IDEA_BYTES) {
      throw Refused.field("idea", "must have at most 65536 bytes of UTF-8");
    }
    if (Text.hasControlsBesidesLines(text)) {
      throw Refused.field("idea", "must not hold control characters other than tabs and line ends");
    }
    return text;
  }

  /** Empty text is nobody. */
  static Optional<String> requesterId(String text) {
    if (Text.bytes(text) > MAX_REQUESTER_BYTES) {
      throw Refused.field("requester_id", "must have at most 256 bytes of UTF-8");
    }
    if (Text.hasControls(text)) {
      throw Refused.field("requester_id", "must not hold control characters");
    }
    return Optional.of(text).filter(t -> !t.isEmpty());
  }

  static String givenRequesterId(String text) {
    return requesterId(text)
        .orElseThrow(() -> Refused.field("requester_id", "must not be empty when it is given"));
  }

  static String optionalRequestId(String text) {
    if (Text.bytes(text) > MAX_REQUEST_ID_BYTES) {
      throw Refused.field("request_id", "must have at most 128 bytes of UTF-8");
    }
    if (Text.hasControls(text)) {
      throw Refused.field("request_id", "must not hold control characters");
    }
    return text;
  }

  static String requestId(String text) {
    if (text.isEmpty()) {
      throw Refused.field("request_id", "must have 1 to 128 bytes of UTF-8");
    }
    return optionalRequestId(text);
  }

  static String query(String text) {
    if (Text.bytes(text) > MAX_QUERY_BYTES) {
      throw Refused.field("query", "must have at most 256 bytes of UTF-8");
    }
    if (Text.hasControlsBesidesLines(text)) {
      throw Refused.field("query", "must not hold control characters");
    }
    return text;
  }

  static int pageSize(int size) {
    if (size < 0 || size > MAX_PAGE_SIZE) {
      throw Refused.field("page_size", "must be 1 to 100, or 0 for 20");
    }
    return size == 0 ? DEFAULT_PAGE_SIZE : size;
  }

  static Status status(ServiceStatus status) {
    return switch (status) {
      case SERVICE_STATUS_QUEUED -> Status.QUEUED;
      case SERVICE_STATUS_GENERATING -> Status.GENERATING;
      case SERVICE_STATUS_GENERATED -> Status.GENERATED;
      case SERVICE_STATUS_DEPLOYING -> Status.DEPLOYING;
      case SERVICE_STATUS_DEPLOYED -> Status.DEPLOYED;
      case SERVICE_STATUS_FAILED -> Status.FAILED;
      case SERVICE_STATUS_UNSPECIFIED, UNRECOGNIZED ->
          throw Refused.field("status", "must be a known status");
    };
  }

  static long afterSequence(long sequence) {
    if (sequence < 0) {
      throw Refused.field("after_sequence", "must be the sequence of an event, or 0");
    }
    return sequence;
  }

  /** Whatever a part of the mesh has to say, cut to what can be kept and shown. */
  static Optional<String> message(String text) {
    return Optional.of(Text.tamed(text, MAX_MESSAGE_BYTES)).filter(t -> !t.isBlank());
  }

  static Serving serving(factory.registry.v1.Serving serving, Upstream upstream) {
    return switch (serving.getState()) {
      case SERVING_STATE_NONE -> {
        if (!serving.getVersion().isEmpty()) {
          throw Refused.field("serving.version", "must be empty when the state is none");
        }
        yield new Serving.None();
      }
      case SERVING_STATE_UP -> new Serving.Up(version(serving), upstream(upstream));
      case SERVING_STATE_ASLEEP -> new Serving.Asleep(version(serving));
      case SERVING_STATE_DOWN ->
          new Serving.Down(version(serving), message(serving.getReason()).orElse(""));
      case SERVING_STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw Refused.field("serving.state", "must be a known state");
    };
  }

  private static String version(factory.registry.v1.Serving serving) {
    var version = serving.getVersion();
    if (!VERSION.matcher(version).matches()) {
      throw Refused.field(
          "serving.version", "must have 1 to 128 letters, digits, dots, colons, dashes");
    }
    return version;
  }

  private static Address upstream(Upstream upstream) {
    return switch (upstream.getAddressCase()) {
      case UNIX_PATH -> address("upstream.unix_path", "unix:" + upstream.getUnixPath());
      case HOST_PORT -> address("upstream.host_port", upstream.getHostPort());
      case ADDRESS_NOT_SET ->
          throw Refused.field("upstream", "must say where the process listens when it is up");
    };
  }

  private static Address address(String field, String text) {
    if (Text.hasControls(text) || text.indexOf(' ') >= 0) {
      throw Refused.field(field, "must not hold spaces or control characters");
    }
    Address address;
    try {
      address = Address.parse(text);
    } catch (IllegalArgumentException e) {
      throw Refused.field(field, String.valueOf(e.getMessage()));
    }
    if (field.endsWith("host_port") != address instanceof Address.Tcp
        || (address instanceof Address.Tcp(var _, var port) && port == 0)) {
      throw Refused.field(field, "must be host:port with a port of 1 to 65535");
    }
    return address;
  }

  static Service.Takedown takedown(ServiceTakedown takedown) {
    if (!takedown.hasAt()) {
      throw Refused.field("takedown.at", "must be set");
    }
    return new Service.Takedown(
        message(takedown.getReason())
            .orElseThrow(() -> Refused.field("takedown.reason", "must not be blank")),
        Instant.ofEpochSecond(takedown.getAt().getSeconds(), takedown.getAt().getNanos())
            .truncatedTo(ChronoUnit.MICROS));
  }

  static Service.Order order(ServiceOrder order) {
    return switch (order) {
      case SERVICE_ORDER_UNSPECIFIED, SERVICE_ORDER_NEWEST -> Service.Order.NEWEST;
      case SERVICE_ORDER_NAME -> Service.Order.NAME;
      case UNRECOGNIZED -> throw Refused.field("order", "must be a known order");
    };
  }

  static List<Service.TokenPlace> tokens(ServiceTokens tokens) {
    if (tokens.getTokensCount() > MAX_TOKENS) {
      throw Refused.field("tokens", "must be at most " + MAX_TOKENS);
    }
    return tokens.getTokensList().stream()
        .map(
            token -> {
              var address = token.getAddress().toLowerCase(Locale.ROOT);
              if (token.getChainId() <= 0 || !ADDRESS.matcher(address).matches()) {
                throw Refused.field(
                    "tokens", "must each have a chain_id, and an address of 0x and 40 hex digits");
              }
              return new Service.TokenPlace(token.getChainId(), address);
            })
        .toList();
  }

  static Token token(RouteToken token) {
    if (token.getChainId() <= 0) {
      throw Refused.field("token.chain_id", "must be 1 to 9223372036854775807");
    }
    var address = token.getAddress().toLowerCase(Locale.ROOT);
    if (!ADDRESS.matcher(address).matches() || address.equals("0x" + "0".repeat(40))) {
      throw Refused.field("token.address", "must be 0x and 40 hex digits, not all zero");
    }
    var threshold = token.getAccessThreshold();
    if (!AMOUNT.matcher(threshold).matches()
        || new BigInteger(threshold).compareTo(MAX_AMOUNT) > 0) {
      throw Refused.field("token.access_threshold", "must be a decimal number from 1 to 2^256-1");
    }
    return new Token(token.getChainId(), address, new BigInteger(threshold));
  }
}
