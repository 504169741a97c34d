package factory.pipeline.job;

import factory.mesh.Caller;
import factory.mesh.Moments;
import factory.mesh.Owners;
import factory.mesh.Refused;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.v1.GetVersionRequest;
import factory.pipeline.v1.GetVersionSourceResponse;
import factory.pipeline.v1.ListVersionsResponse;
import factory.pipeline.v1.Version;
import factory.pipeline.version.VersionHistoryStore;
import factory.pipeline.version.Versions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** The part of the Pipeline service that is about versions: parse, call, render. */
public final class VersionRpc {
  private final Versions versions;
  private final VersionHistoryStore history;
  private final Neighbours neighbours;
  private final Owners owners;

  /** Serves the versions of a store to whoever asks, and their source to owners. */
  public VersionRpc(
      Versions versions, VersionHistoryStore history, Neighbours neighbours, Owners owners) {
    this.versions = versions;
    this.history = history;
    this.neighbours = neighbours;
    this.owners = owners;
  }

  /** ListVersions. */
  ListVersionsResponse list(UUID service, int pageSize, String pageToken) {
    var size = pageSize == 0 ? 20 : pageSize;
    if (size < 1 || size > 100) {
      throw Refused.field("page_size", "must be 1 to 100");
    }
    // A service that is not there is told from one without versions.
    var _ = neighbours.service(service);
    var page = history.below(service, below(pageToken), size + 1);
    var response = ListVersionsResponse.newBuilder();
    page.stream().limit(size).map(VersionRpc::render).forEach(response::addVersions);
    if (page.size() > size) {
      response.setNextPageToken(token(page.get(size - 1).version().number()));
    }
    return response.build();
  }

  private static String token(int number) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(("v" + number).getBytes(StandardCharsets.US_ASCII));
  }

  private static int below(String token) {
    if (token.isEmpty()) {
      return Integer.MAX_VALUE;
    }
    try {
      var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
      if (text.matches("v[0-9]{1,9}")) {
        return Integer.parseInt(text.substring(1));
      }
    } catch (IllegalArgumentException e) {
      // Refused below like any other text that is not a token.
    }
    throw Refused.field("page_token", "must be a next_page_token of this list");
  }

  /**
   * GetVersion.
   *
   * @param id of the version, when it is asked for by that
   */
  Version get(UUID service, Optional<UUID> id, GetVersionRequest request) {
    if (id.isPresent() && request.getNumber() != 0) {
      throw Refused.field("number", "must not be given together with version_id");
    }
    var entry = entry(service, id, request.getNumber());
    var version = entry.version();
    var rendered = render(entry).toBuilder();
    if (request.getWithOpenapi()) {
      rendered.setOpenapi(versions.artifact(version.contentHash()).openapi());
    }
    if (request.getWithSpecification()) {
      rendered.setSpecification(versions.specification(version).orElse(""));
    }
    if (request.getWithProof()) {
      rendered.setProof(versions.proof(version).orElse(""));
    }
    return rendered.build();
  }

  private VersionHistoryStore.Entry entry(UUID service, Optional<UUID> id, int number) {
    if (id.isPresent()) {
      return history
          .find(id.get())
          .filter(entry -> entry.version().serviceId().equals(service))
          .orElseThrow(() -> new Refused(new JobFault.NoVersion(service)));
    }
    if (number == 0) {
      return history.below(service, Integer.MAX_VALUE, 1).stream()
          .findFirst()
          .orElseThrow(() -> new Refused(new JobFault.NoVersion(service)));
    }
    return numbered(service, number);
  }

  private VersionHistoryStore.Entry numbered(UUID service, int number) {
    if (number < 0) {
      throw Refused.field("number", "must be the number of a version, such as 1");
    }
    var found = history.find(service, number);
    if (found.isEmpty()) {
      var _ = neighbours.service(service);
    }
    return found.orElseThrow(() -> new Refused(new JobFault.NoSuchVersion(service, number)));
  }

  /** GetVersionSource. */
  GetVersionSourceResponse source(UUID service, int number) {
    var entry = numbered(service, number);
    if (!entry.published()) {
      requireOwner(service);
    }
    return GetVersionSourceResponse.newBuilder()
        .putAllFiles(versions.artifact(entry.version().contentHash()).files())
        .build();
  }

  private void requireOwner(UUID service) {
    owners.requireChange(neighbours.service(service).requester(), Caller.current());
  }

  /** PublishVersion. */
  Version publish(UUID service, int number, boolean published) {
    requireOwner(service);
    history.publish(numbered(service, number).version().id(), published);
    return render(numbered(service, number));
  }

  private static Version render(VersionHistoryStore.Entry entry) {
    return Version.newBuilder()
        .setId(entry.version().id().toString())
        .setServiceId(entry.version().serviceId().toString())
        .setNumber(entry.version().number())
        .setTitle(entry.version().title())
        .setContentHash(entry.version().contentHash())
        .setAuthor(entry.madeBy())
        .setReason(entry.why())
        .setParent(entry.parent().orElse(0))
        .setPublished(entry.published())
        .setEdited(entry.editedBy().isPresent())
        .setEditedBy(entry.editedBy().orElse(""))
        .setCreatedAt(Moments.of(entry.createdAt()))
        .build();
  }
}
