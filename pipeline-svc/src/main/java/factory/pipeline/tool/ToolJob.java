package factory.pipeline.tool;

import factory.pipeline.version.Trees;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The files of one run of a tool: a folder that is gone after it. */
final class ToolJob implements AutoCloseable {
  private final String name;
  private final Path folder;
  private final List<Path> inputs = new ArrayList<>();
  private final List<String> said = new ArrayList<>();

  private ToolJob(String name, Path folder) {
    this.name = name;
    this.folder = folder;
  }

  /** The disk does not take it. */
  static final class Full extends Exception {
    private static final long serialVersionUID = 1;

    Full(IOException cause) {
      super(cause);
    }
  }

  /** One whose folder is made. */
  static ToolJob in(Path parent) throws Full {
    var name = "tool-" + UUID.randomUUID().toString().substring(0, 13);
    var folder = parent.resolve(name);
    try {
      Files.createDirectories(folder);
      return new ToolJob(name, folder);
    } catch (IOException e) {
      throw new Full(e);
    }
  }

  /** Keeps what a service sends, under names of its own. */
  void take(ToolWire.Request request, DataInputStream in) throws IOException, Full {
    for (var i = 0; i < request.lengths().size(); i++) {
      var file = folder.resolve("in-" + (i + 1));
      inputs.add(file);
      said.add(request.types().get(i));
      copy(in, request.lengths().get(i), file);
    }
  }

  private static void copy(DataInputStream in, int length, Path file) throws IOException, Full {
    var buffer = new byte[16_384];
    var left = length;
    try (var out = Files.newOutputStream(file)) {
      while (left > 0) {
        var read = in.read(buffer, 0, Math.min(buffer.length, left));
        if (read < 0) {
          throw new EOFException("a service broke off");
        }
        left -= read;
        write(out, buffer, read);
      }
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  private static void write(java.io.OutputStream out, byte[] buffer, int read) throws Full {
    try {
      out.write(buffer, 0, read);
    } catch (IOException e) {
      throw new Full(e);
    }
  }

  /** Runs a tool on them, once their bytes are what it takes. */
  ToolRun.Ended run(ToolRun runs, Tool tool, Map<String, String> options)
      throws IOException, InterruptedException {
    List<String> types = new ArrayList<>();
    for (var i = 0; i < inputs.size(); i++) {
      var type = ToolTypes.meant(tool, ToolTypes.of(inputs.get(i)), said.get(i));
      if (type.isEmpty()) {
        return new ToolRun.Ended.Stopped(ToolFault.WRONG_TYPE);
      }
      types.add(type.get());
    }
    return runs.run(tool, name, folder, inputs, types, options, output());
  }

  /** Where its output is. */
  Path output() {
    return folder.resolve("out");
  }

  @Override
  public void close() {
    Trees.delete(folder);
  }
}
