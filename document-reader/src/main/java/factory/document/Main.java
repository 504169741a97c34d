package factory.document;

import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/** A document on standard input, its model as JSON on standard output. */
public final class Main {
  private Main() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) throws IOException {
    var bytes = System.in.readNBytes(Budget.MAX_BYTES + 1);
    try (var out = new FileOutputStream(FileDescriptor.out)) {
      // What a library prints must not stand between.
      System.setOut(System.err);
      out.write(answer(bytes));
    }
  }

  /** The model of a document as JSON, or why there is none. */
  public static byte[] answer(byte[] document) throws IOException {
    return JsonMapper.builder()
        .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
        .build()
        .writeValueAsBytes(DocumentReader.read(document));
  }
}
