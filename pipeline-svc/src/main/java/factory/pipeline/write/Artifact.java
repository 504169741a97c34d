package factory.pipeline.write;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One immutable generated artefact.
 *
 * @param title what the service is called, one line of plain text
 * @param files source and documents by their path relative to the version's folder, with {@code /}
 *     between parts
 * @param openapi the service's OpenAPI 3.1 document, which is also among the files as {@code
 *     openapi.json}
 */
public record Artifact(String title, SortedMap<String, String> files, String openapi) {

  /** Where the specification is among the files. */
  public static final String SPECIFICATION = "specification.json";

  /** Keeps an own copy of the files, sorted by their paths' characters. */
  public Artifact {
    SortedMap<String, String> sorted = new TreeMap<>();
    sorted.putAll(files);
    files = Collections.unmodifiableSortedMap(sorted);
  }

  /** The specification that it was written from; empty for one from before there were any. */
  public Optional<String> specification() {
    return Optional.ofNullable(files.get(SPECIFICATION));
  }

  /**
   * SHA-256 over the files in the order of their paths, as 64 hex digits. Path and text each go in
   * as UTF-8 after their length in four bytes, so that no two different sets of files read the
   * same.
   */
  public String contentHash() {
    MessageDigest digest = sha256();
    files.forEach(
        (path, text) -> {
          update(digest, path);
          update(digest, text);
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
