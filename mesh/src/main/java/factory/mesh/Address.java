package factory.mesh;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** Where a node listens or is reached: {@code unix:/absolute/path} or {@code host:port}. */
public sealed interface Address {
  /** A unix socket. */
  record Unix(Path path) implements Address {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /** A TCP address; port 0 asks for a free one. */
  record Tcp(String host, int port) implements Address {
    @Override
    public String toString() {
      return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException with a message that says what is wrong
   */
  static Address parse(String text) {
    if (text.startsWith("unix:")) {
      var path = Path.of(text.substring("unix:".length()));
      if (!path.isAbsolute()) {
        throw new IllegalArgumentException("'" + text + "': the socket's path must be absolute");
      }
      if (path.toString().length() > 100) {
        throw new IllegalArgumentException(
            "'" + text + "': a unix socket's path has at most 100 characters");
      }
      return new Unix(path);
    }
    var colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("'" + text + "' is neither host:port nor unix:/path");
    }
    try {
      var port = Integer.parseInt(text.substring(colon + 1));
      if (port < 0 || port > 65535) {
        throw new IllegalArgumentException("'" + text + "': a port is 0 to 65535");
      }
      var host = text.substring(0, colon);
      return new Tcp(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' has no port number after its colon", e);
    }
  }

  /**
   * Where the internal listener of the node at this address is, unless told: a hundred ports above,
   * or on a socket beside it.
   */
  default Address internal() {
    return switch (this) {
      case Unix(var path) ->
          new Unix(
              path.resolveSibling(
                  path.getFileName().toString().replaceFirst("(\\.sock)?$", "-internal$1")));
      // Port 0 asks for a free one, twice.
      case Tcp(var host, var port) -> new Tcp(host, port == 0 || port > 65435 ? 0 : port + 100);
    };
  }

  /** As a socket address to bind or connect to. */
  default SocketAddress socketAddress() {
    return switch (this) {
      case Unix unix -> UnixDomainSocketAddress.of(unix.path());
      case Tcp tcp -> new InetSocketAddress(tcp.host(), tcp.port());
    };
  }
}
