package factory.pipeline.prove;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A running service with an empty data folder, which one proof may change as it likes. */
public interface Client {
  /**
   * Sends a request as a wallet. Any number of threads.
   *
   * @throws IOException when nothing comes back
   */
  Answer send(Request request) throws IOException;

  /** The end of its log, in a sentence. */
  String lastWords();

  /** Where it keeps its data; empty when that cannot be looked into. */
  Optional<Path> data();

  /** The newest of what it has written to its log; empty when that cannot be read. */
  default Optional<String> log() {
    return Optional.empty();
  }

  /**
   * Sends a request with what no service may believe; empty when such a thing cannot be made.
   *
   * @throws IOException when nothing comes back
   */
  default Optional<Answer> send(Request request, BadAssertion assertion) throws IOException {
    return Optional.empty();
  }

  /**
   * A request.
   *
   * @param headers besides those of the assertion and of the body's length
   * @param body empty for none
   * @param charset in which the body is sent
   */
  record Request(
      Wallet as,
      String method,
      String path,
      Map<String, String> headers,
      String body,
      Charset charset) {
    /** With a body in UTF-8. */
    Request(Wallet as, String method, String path, Map<String, String> headers, String body) {
      this(as, method, path, headers, body, StandardCharsets.UTF_8);
    }

    /** The same with other headers. */
    Request with(Map<String, String> others) {
      return new Request(as, method, path, others, body, charset);
    }
  }

  /**
   * What came back.
   *
   * @param headers by their names in lower case
   */
  record Answer(int status, Map<String, String> headers, String body) {}
}
