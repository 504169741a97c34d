package factory.web;

import factory.mesh.Address;
import factory.mesh.Owners;
import factory.mesh.ServiceHosts;
import factory.mesh.Settings;
import factory.mesh.Trust;
import factory.web.neighbour.Neighbours;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What web is told at its start.
 *
 * @param listen {@code web.listen}
 * @param neighbours {@code mesh.registry}, {@code mesh.pipeline}, {@code mesh.chain}, {@code
 *     mesh.edge}, and how long a call to them may take: {@code web.deadline} for the API, {@code
 *     web.page-deadline} for each part of a page
 * @param trust {@code mesh.keys.PEER}: whom this node believes, and shows who it is
 * @param publicUrl {@code public-url}: where browsers reach the platform
 * @param serviceHosts {@code edge.service-hosts}: where services have origins of their own
 * @param owners {@code operators} and {@code open-changes}, as the other nodes have them: whom
 *     pages offer changes to
 */
record WebConfig(
    Address listen,
    Neighbours.Places neighbours,
    Trust trust,
    URI publicUrl,
    Optional<ServiceHosts> serviceHosts,
    Owners owners) {
  static WebConfig from(Settings settings) {
    return settings.readAll(WebConfig::read);
  }

  private static WebConfig read(Settings settings) {
    var publicUrl =
        settings.parsed("public-url", URI.create("http://localhost:8080"), WebConfig::publicUrl);
    return new WebConfig(
        settings.address("web.listen", "127.0.0.1:7005"),
        new Neighbours.Places(
            settings.address("mesh.registry", "127.0.0.1:7001"),
            settings.address("mesh.pipeline", "127.0.0.1:7002"),
            settings.address("mesh.chain", "127.0.0.1:7003"),
            settings.address("mesh.edge", "127.0.0.1:7004"),
            settings.duration("web.deadline", Duration.ofSeconds(5)),
            settings.duration("web.page-deadline", Duration.ofSeconds(3))),
        Trust.from(settings, "web"),
        publicUrl,
        ServiceHosts.from(settings, publicUrl),
        Owners.from(settings));
  }

  private static URI publicUrl(String text) {
    var url = URI.create(text);
    var web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!web || url.getHost() == null) {
      throw new IllegalArgumentException(
          "'" + text + "' must be an address such as https://factory.example");
    }
    return url;
  }
}
