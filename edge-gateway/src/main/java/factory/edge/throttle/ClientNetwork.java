package factory.edge.throttle;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Whom an address stands for where callers share and are counted: an IPv4 address, or the /64 of an
 * IPv6 one, all of which one caller owns. Compared as bytes, since an address has many spellings.
 *
 * @param family 4, 6, or 0 for what is no address; all of that is one network
 * @param bits the IPv4 address, or the first half of the IPv6 one
 */
public record ClientNetwork(int family, long bits) {
  private static final ClientNetwork UNKNOWN = new ClientNetwork(0, 0);

  /** Reads an address literal, an IPv4 one also in IPv6's form; never asks a name server. */
  public static ClientNetwork of(String address) {
    // A link-local address may name the interface it came by.
    var zone = address.indexOf('%');
    try {
      var literal = InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone));
      var bytes = literal.getAddress();
      var half = 0L;
      for (var i = 0; i < Math.min(bytes.length, Long.BYTES); i++) {
        half = (half << Byte.SIZE) | (bytes[i] & 0xff);
      }
      return new ClientNetwork(literal instanceof Inet4Address ? 4 : 6, half);
    } catch (IllegalArgumentException e) {
      return UNKNOWN;
    }
  }
}
