package factory.registry;

import factory.mesh.Address;
import factory.mesh.Owners;
import factory.mesh.Settings;
import factory.mesh.Trust;
import factory.store.Database;
import java.net.URI;

/**
 * What registry-svc is told.
 *
 * @param internalListen where {@code Lifecycle} is served, to other nodes alone
 * @param owners who may change services
 * @param publicUrl where people reach the platform, without a slash at the end
 * @param trust whom this node believes
 */
record RegistryConfig(
    Address listen,
    Address internalListen,
    Database.Place place,
    URI publicUrl,
    Owners owners,
    Trust trust) {
  static RegistryConfig from(Settings settings) {
    return settings.readAll(RegistryConfig::read);
  }

  private static RegistryConfig read(Settings settings) {
    var listen = settings.address("registry.listen", "127.0.0.1:7001");
    var config =
        new RegistryConfig(
            listen,
            settings.address("registry.internal-listen", listen.internal().toString()),
            Database.Place.from(settings, "registry"),
            settings.parsed(
                "public-url", URI.create("http://localhost:8080"), RegistryConfig::publicUrl),
            Owners.from(settings),
            Trust.from(settings, "registry"));
    return config;
  }

  private static URI publicUrl(String text) {
    var url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    var http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null || url.getQuery() != null || url.getFragment() != null) {
      throw new IllegalArgumentException("'" + text + "' is not an http or https address");
    }
    return url;
  }
}
