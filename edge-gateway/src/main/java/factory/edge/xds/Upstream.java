package factory.edge.xds;

import factory.mesh.Address;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A place to which Envoy sends calls.
 *
 * @param cluster its name at Envoy; another place has another name, so that a name never moves
 */
public record Upstream(String cluster, Address address) {
  /** Where a service's version listens. */
  public static Upstream service(String serviceId, Address address) {
    try {
      var hash =
          MessageDigest.getInstance("SHA-256")
              .digest(address.toString().getBytes(StandardCharsets.UTF_8));
      return new Upstream(
          "service-" + serviceId + "-" + HexFormat.of().formatHex(hash, 0, 6), address);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
