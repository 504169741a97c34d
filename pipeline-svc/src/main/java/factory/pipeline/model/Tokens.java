package factory.pipeline.model;

import java.nio.charset.StandardCharsets;

/** How many tokens something may have, before anybody has counted them. */
final class Tokens {
  /** Texts in plain English have four bytes to a token, JSON three, and few have fewer than two. */
  private static final int BYTES = 2;

  /** What a protocol adds. */
  private static final int AROUND = 500;

  private Tokens() {}

  static long atMost(Prompt prompt) {
    return prompt.bytes() / BYTES + AROUND;
  }

  static long atMost(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length / BYTES + 1L;
  }
}
