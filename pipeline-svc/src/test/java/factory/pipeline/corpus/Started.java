package factory.pipeline.corpus;

import factory.mesh.Address;
import factory.mesh.Assertions;
import factory.mesh.Settings;
import factory.pipeline.deploy.UpstreamClient;
import factory.pipeline.prove.Client;
import factory.runtime.InProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A compiled service on a socket of its own, with an empty data folder. */
public final class Started implements AutoCloseable {
  private static final String ID = "0193b1f2-7a11-7000-8000-000000000001";
  private static final Assertions ASSERTIONS =
      Assertions.from(Settings.of(Map.of("factory.profile", "development")));

  private final InProcess service;
  private final UpstreamClient client;

  private Started(InProcess service, Path folder) {
    this.service = service;
    client =
        new UpstreamClient(
            new Address.Unix(folder.resolve("s")),
            ID,
            ASSERTIONS.key(ID),
            () -> "",
            Optional.of(folder.resolve("data")));
  }

  /**
   * Starts it.
   *
   * @param folder of its own, with a short path, since the socket lies in it
   */
  public static Started start(Path jar, String openapi, Path folder) throws Exception {
    return new Started(
        InProcess.start(jar, folder, folder.resolve("data"), openapi, ID, ASSERTIONS.key(ID)),
        folder);
  }

  /** Calls it, as any wallet. */
  public Client client() {
    return client;
  }

  @Override
  public void close() throws IOException {
    client.close();
    service.close();
  }
}
