package factory.runtime;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Has the platform run a tool on bytes: a service starts nothing itself. The other end is the
 * platform's {@code ToolBroker}, whose {@code ToolWire} says what goes over the socket.
 */
final class ToolClient {
  private static final Logger LOG = System.getLogger(ToolClient.class.getName());
  private static final int VERSION = 1;

  private final @Nullable Path socket;

  /**
   * A client.
   *
   * @param socket null where this service has no tools
   */
  ToolClient(@Nullable Path socket) {
    this.socket = socket;
  }

  /** One input, with its media type: empty where nobody said. */
  static final class Given {
    private final String type;
    private final byte[] bytes;

    Given(String type, byte[] bytes) {
      this.type = type;
      this.bytes = bytes;
    }
  }

  /**
   * What a tool did.
   *
   * @param code that it ended with: one of those that say that its work is done
   * @param said what it wrote to its standard error
   * @param length of what it wrote to its standard output
   * @param output that, while it is used
   */
  record Done(int code, String said, int length, InputStream output) {}

  /** What is made of what a tool did. */
  interface Use<T> {
    T of(Done done) throws IOException;
  }

  /**
   * Runs a tool.
   *
   * @throws Problem when it is refused, or does not do it
   */
  <T> T run(String tool, Map<String, String> options, List<Given> inputs, Use<T> use)
      throws IOException {
    if (socket == null) {
      throw Problem.tool("UNAVAILABLE");
    }
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return use.of(done(channel, socket, tool, options, inputs));
    }
  }

  private static Done done(
      SocketChannel channel,
      Path socket,
      String tool,
      Map<String, String> options,
      List<Given> inputs) {
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      var out = new DataOutputStream(Channels.newOutputStream(channel));
      var in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
      ask(out, tool, options, inputs);
      refuseUnless(in);
      send(out, inputs);
      refuseUnless(in);
      return new Done(in.readInt(), in.readUTF(), in.readInt(), in);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the platform's tools cannot be reached", e);
      throw Problem.tool("UNAVAILABLE");
    }
  }

  private static void ask(
      DataOutputStream out, String tool, Map<String, String> options, List<Given> inputs)
      throws IOException {
    out.writeByte(VERSION);
    out.writeUTF(tool);
    out.writeByte(options.size());
    for (var option : options.entrySet()) {
      out.writeUTF(option.getKey());
      out.writeUTF(option.getValue());
    }
    out.writeByte(inputs.size());
    for (var input : inputs) {
      out.writeUTF(input.type);
      out.writeInt(input.bytes.length);
    }
    out.flush();
  }

  private static void send(DataOutputStream out, List<Given> inputs) {
    try {
      for (var input : inputs) {
        out.write(input.bytes);
      }
      out.flush();
    } catch (IOException e) {
      // It is refused meanwhile: why is read next.
      LOG.log(Level.DEBUG, "the platform reads no more", e);
    }
  }

  private static void refuseUnless(DataInputStream in) throws IOException {
    if (!in.readBoolean()) {
      throw Problem.tool(in.readUTF());
    }
  }
}
