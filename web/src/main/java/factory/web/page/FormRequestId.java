package factory.web.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What a form that is sent twice is known by: the same form with the same text has one effect. */
public final class FormRequestId {
  private FormRequestId() {}

  /**
   * The id to pass on.
   *
   * @param kind of form, which keeps those of others apart
   * @param parts all that makes it another request, the form's nonce among them
   */
  public static String of(String kind, List<String> parts) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var part : parts) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return kind + ":" + HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
