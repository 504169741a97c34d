package factory.pipeline.tool;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a service and the broker say to each other, in {@code DataOutput}'s forms. A request: 1, the
 * tool, how many options (a byte), each a name and a value, how many inputs (a byte), each a media
 * type (empty where nothing was said) and a length; true, or false and a {@link ToolFault}; the
 * inputs' bytes in order. An answer: true, the exit code, what the tool said, a length, and that
 * many bytes; or false and a {@link ToolFault}. The other end is the runtime's {@code ToolClient}.
 */
final class ToolWire {
  private static final int VERSION = 1;
  private static final int MOST = 100;

  private ToolWire() {}

  /** A request without its bytes, which follow. */
  record Request(
      String tool, Map<String, String> options, List<String> types, List<Integer> lengths) {
    long bytes() {
      return lengths.stream().mapToLong(Integer::longValue).sum();
    }
  }

  static Request request(DataInputStream in) throws IOException {
    if (in.readUnsignedByte() != VERSION) {
      throw new IOException("a request for a tool of another version");
    }
    var tool = in.readUTF();
    Map<String, String> options = new LinkedHashMap<>();
    for (var left = bounded(in.readUnsignedByte()); left > 0; left--) {
      options.put(in.readUTF(), in.readUTF());
    }
    List<String> types = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    for (var left = bounded(in.readUnsignedByte()); left > 0; left--) {
      types.add(in.readUTF());
      var length = in.readInt();
      if (length < 0) {
        throw new IOException("an input of less than nothing");
      }
      lengths.add(length);
    }
    return new Request(tool, options, types, lengths);
  }

  private static int bounded(int count) throws IOException {
    if (count > MOST) {
      throw new IOException("too many parts of a request for a tool");
    }
    return count;
  }

  /** The inputs may come. */
  static void goOn(DataOutputStream out) throws IOException {
    out.writeBoolean(true);
    out.flush();
  }

  static void refuse(DataOutputStream out, ToolFault fault) throws IOException {
    out.writeBoolean(false);
    out.writeUTF(fault.name());
    out.flush();
  }

  static void answer(DataOutputStream out, Tool tool, ToolRun.Ended ended, Path output)
      throws IOException {
    switch (ended) {
      case ToolRun.Ended.Stopped(var fault) -> refuse(out, fault);
      case ToolRun.Ended.Exited(var code, _) when !tool.exits().contains(code) ->
          refuse(out, ToolFault.FAILED);
      case ToolRun.Ended.Exited(var code, var said) -> {
        out.writeBoolean(true);
        out.writeInt(code);
        out.writeUTF(said);
        out.writeInt((int) Files.size(output));
        Files.copy(output, out);
        out.flush();
      }
    }
  }
}
