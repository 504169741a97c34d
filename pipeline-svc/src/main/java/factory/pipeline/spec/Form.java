package factory.pipeline.spec;

import java.util.regex.Pattern;

/** How names and the like are written, and how much of everything a specification may have. */
final class Form {
  static final int MAX_BYTES = 1024 * 1024;
  static final int MAX_DEPTH = 32;

  static final int MAX_KINDS = 50;
  static final int MAX_FIELDS = 100;
  static final int MAX_OPERATIONS = 200;
  static final int MAX_STEPS = 30;
  static final int MAX_EXAMPLES = 100;
  static final int MAX_NOTES = 500;
  static final int MAX_WORDS = 100;
  static final int MAX_CODE = 20;
  static final int MAX_CODE_INPUTS = 9;

  static final int LINE = 200;
  static final int PROSE = 5_000;
  static final int CEL = 2_000;
  static final int JAVA = 20_000;

  static final int MAX_TEXT = 20_000;
  static final int MAX_LIST = 1_000;
  static final int MAX_SCALE = 18;

  static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,59}");
  static final String A_NAME =
      "a name of small letters, digits and _, such as due_date, at most 60 characters";

  static final Pattern ORDER = Pattern.compile("-?[a-z][a-z0-9_]{0,59}");
  static final String AN_ORDER = "a field's name, with a leading - for descending";

  static final Pattern ORDER_WORD = Pattern.compile("[!-~](?:[ -~]{0,98}[!-~])?");
  static final String AN_ORDER_WORD = "1 to 100 printable characters of ASCII, such as title,desc";

  static final Pattern REASON = Pattern.compile("[A-Z][A-Z0-9_]{0,59}");
  static final String A_REASON = "a word such as TOO_MANY_LOANS";

  static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,59}");
  static final String A_WORD = "a word of letters, digits, _ and -, at most 60 characters";

  /** Printable ASCII without space, quotes, backslash, percent and slashes, fit for a path. */
  static final Pattern ALPHABET = Pattern.compile("[A-Za-z0-9_.~-]{2,100}");

  static final String AN_ALPHABET = "2 to 100 characters out of letters, digits and _ . ~ -";

  static final Pattern METHOD = Pattern.compile("GET|POST|PUT|PATCH|DELETE");
  static final String A_METHOD = "GET, POST, PUT, PATCH or DELETE";

  static final Pattern PATH = Pattern.compile("/[!-~]{0,1999}");
  static final String A_PATH = "a path that begins with / and has no spaces";

  /** A member of JSON, or a parameter of a path or query, as others name them. */
  static final Pattern MEMBER = Pattern.compile("[A-Za-z_$@][A-Za-z0-9_.$@\\[\\]-]{0,99}");

  static final String A_MEMBER =
      "a name that begins with a letter, _, $ or @, then letters, digits and _ . $ @ [ ] -";

  /** A member, or a member of a member. */
  static final Pattern INSIDE =
      Pattern.compile(
          "[A-Za-z_$@][A-Za-z0-9_.$@\\[\\]-]{0,99}(?:/[A-Za-z_$@][A-Za-z0-9_.$@\\[\\]-]{0,99})?");

  static final String AN_INSIDE = "a member, or a member of a member such as data/user";

  /** Parts that are text or one parameter; no part of ours comes first. */
  static final Pattern TEMPLATE =
      Pattern.compile(
          "/|(/([A-Za-z0-9_.~-]{1,100}|\\{[A-Za-z_$@][A-Za-z0-9_.$@\\[\\]-]{0,99}\\})){1,10}/?");

  static final String A_TEMPLATE =
      "a path such as /pets/{petId}, each part a word or one parameter, at most 10 parts, with or without a / at its end";

  static final Pattern MEDIA_TYPE = Pattern.compile("application/([a-z0-9.+-]{1,60}\\+)?json");
  static final String A_MEDIA_TYPE = "a media type of JSON, such as application/json";

  static final Pattern BODY_TYPE =
      Pattern.compile(
          "application/json|application/x-www-form-urlencoded|multipart/form-data|text/plain");

  static final String A_BODY_TYPE =
      "application/json, application/x-www-form-urlencoded, multipart/form-data or text/plain";

  static final Pattern LOGIN_TYPE =
      Pattern.compile("application/json|application/x-www-form-urlencoded");

  static final String A_LOGIN_TYPE = "application/json or application/x-www-form-urlencoded";

  static final Pattern TOOL = Pattern.compile("[a-z][a-z0-9-]{0,39}");
  static final String A_TOOL = "a tool's name of small letters, digits and -, such as pdf-to-text";

  /** A media type, or all of some. */
  static final Pattern MEDIA_RANGE =
      Pattern.compile("\\*/\\*|[a-z0-9][a-z0-9.+-]{0,60}/(\\*|[a-z0-9][a-z0-9.+-]{0,80})");

  static final String A_MEDIA_RANGE = "a media type such as image/png or image/*";

  /** A field, or what is told of its file. */
  static final Pattern SHOWN = Pattern.compile("[a-z][a-z0-9_]{0,59}(\\.(name|type|size|url))?");

  static final String A_SHOWN = "a field's name, or of a file such as image.name or image.url";

  /** A header's or a cookie's name. */
  static final Pattern TOKEN = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,59}");

  static final String A_TOKEN =
      "a name of letters, digits, _ and -, such as X-API-Key, at most 60 characters";

  /** A header of an answer that is not one of HTTP itself. */
  static final Pattern HEADER =
      Pattern.compile("[Xx]-[A-Za-z0-9-]{1,60}|[A-Za-z]+-[Cc]ount|[Ll]ink");

  static final String A_HEADER = "a header such as X-Total-Count";

  static final Pattern STATUS = Pattern.compile("4[0-9]{2}");
  static final String A_STATUS = "a status from 400 to 499";

  static final Pattern CALLER = Pattern.compile("[abc]");
  static final String A_CALLER = "a, b or c, one of three wallets";

  static final Pattern POINTER = Pattern.compile("(/[^\\p{Cntrl}]{0,200})?");
  static final String A_POINTER = "a JSON pointer such as /id";

  static final Pattern ID = Pattern.compile("[0-9a-f]{16}");
  static final String AN_ID = "16 hex digits";

  private Form() {}
}
