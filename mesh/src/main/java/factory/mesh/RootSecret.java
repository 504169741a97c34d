package factory.mesh;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The one secret that every key of the mesh is derived from (HKDF-SHA256). Whoever holds it can be
 * every node, so no node does: {@code standalone} and {@code ./factory keys} make each node's
 * settings from it.
 */
public final class RootSecret {
  /** Who talks with whom, either way; a node has a key for each of its peers. */
  static final Map<String, Set<String>> PEERS =
      Map.of(
          "registry", Set.of("pipeline", "edge", "web"),
          "pipeline", Set.of("registry", "chain", "edge", "web"),
          "chain", Set.of("pipeline", "edge", "web"),
          "edge", Set.of("registry", "pipeline", "chain", "web"),
          "web", Set.of("registry", "pipeline", "chain", "edge"));

  /** Who signs for generated services, or hands them their keys. */
  private static final Set<String> SERVICE_SIGNERS = Set.of("edge", "pipeline");

  /** Known to everybody: what it signs, production does not believe. */
  static final RootSecret DEVELOPMENT =
      new RootSecret("a root secret of development that everybody knows, so no secret");

  private final SecretKey key;

  private RootSecret(String text) {
    key = new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), "HKDF");
  }

  /**
   * A root secret that was kept.
   *
   * @throws IllegalArgumentException when it is shorter than 32 bytes
   */
  public static RootSecret of(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length < 32) {
      throw new IllegalArgumentException(
          "the root secret is shorter than 32 bytes; make one: openssl rand -hex 32");
    }
    return new RootSecret(text);
  }

  /** A fresh one's text: 64 hex digits. */
  public static String random() {
    var bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** The names of the nodes. */
  public static Set<String> nodes() {
    return PEERS.keySet();
  }

  /**
   * What a node is told, and no other: {@code mesh.keys.PEER} for each of its peers, and {@code
   * assertion.secret} where it has to do with generated services.
   */
  public Map<String, String> settingsOf(String node) {
    Map<String, String> settings = new TreeMap<>();
    peersOf(node).forEach(peer -> settings.put("mesh.keys." + peer, pair(node, peer)));
    if (SERVICE_SIGNERS.contains(node)) {
      settings.put("assertion.secret", hex("factory assertions of services"));
    }
    return settings;
  }

  static Set<String> peersOf(String node) {
    var peers = PEERS.get(node);
    if (peers == null) {
      throw new IllegalArgumentException("'" + node + "' is no node of the mesh");
    }
    return peers;
  }

  /** The key of two nodes, 64 hex digits: the same whichever is named first. */
  String pair(String one, String other) {
    var inOrder = one.compareTo(other) < 0 ? one + " " + other : other + " " + one;
    return hex("factory mesh " + inOrder);
  }

  private String hex(String label) {
    return HexFormat.of().formatHex(derive(key, label).getEncoded());
  }

  /** A key of 32 bytes for HMAC-SHA256 from one that is kept; another label, another key. */
  static SecretKey derive(SecretKey from, String label) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              Jwt.ALGORITHM,
              HKDFParameterSpec.ofExtract()
                  .addIKM(from)
                  .thenExpand(label.getBytes(StandardCharsets.UTF_8), 32));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "RootSecret";
  }
}
