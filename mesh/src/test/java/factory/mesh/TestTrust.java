package factory.mesh;

import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Keys of a mesh that tests play the other nodes of; production takes them too. */
public final class TestTrust {
  private static final RootSecret ROOT =
      RootSecret.of("the root secret of tests, which no factory has");

  private TestTrust() {}

  /** What a node under test is told. */
  public static Map<String, String> settings(String node) {
    return ROOT.settingsOf(node);
  }

  /** The same as variables of the environment. */
  public static Map<String, String> environment(String node) {
    Map<String, String> variables = new HashMap<>();
    settings(node)
        .forEach(
            (key, value) ->
                variables.put("FACTORY_" + key.replace('.', '_').toUpperCase(Locale.ROOT), value));
    return variables;
  }

  /** A node that a test plays. */
  public static Trust of(String node) {
    return Trust.from(Settings.of(settings(node)), node);
  }

  /** What a node could be, as seen by nodes that have no keys but those of development. */
  public static Trust ofDevelopment(String node) {
    return Trust.from(Settings.of(Map.of("factory.profile", "development")), node);
  }

  /** For stubs: calls as the gate lets a signed-in wallet's through to a node. */
  public static ClientInterceptor asWallet(Trust edge, String node, String wallet) {
    var caller = new Caller(Optional.of(wallet), Optional.empty(), Optional.empty());
    var headers = new Metadata();
    headers.put(
        Metadata.Key.of(Assertions.HEADER, Metadata.ASCII_STRING_MARSHALLER),
        edge.gateTo(node).sign(caller));
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }
}
