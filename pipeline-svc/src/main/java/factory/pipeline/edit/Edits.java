package factory.pipeline.edit;

import com.google.protobuf.ByteString;
import factory.mesh.Caller;
import factory.mesh.Owners;
import factory.mesh.Refused;
import factory.pipeline.compute.CpuPool;
import factory.pipeline.compute.TookTooLong;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.plan.Plans;
import factory.pipeline.version.Version;
import factory.pipeline.version.Versions;
import factory.pipeline.write.Artifact;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** A person's own source: what he gets to change, and what he hands in. */
public final class Edits {
  private final Versions versions;
  private final Function<UUID, Version> newest;
  private final Plans plans;
  private final Neighbours neighbours;
  private final Owners owners;
  private final CpuPool cpu;
  private final boolean sandboxed;

  /**
   * Edits of a store's versions.
   *
   * @param newest the newest version of a service, or a refusal
   * @param sandboxed whether what people write can be kept apart here
   */
  public Edits(
      Versions versions,
      Function<UUID, Version> newest,
      Plans plans,
      Neighbours neighbours,
      Owners owners,
      CpuPool cpu,
      boolean sandboxed) {
    this.versions = versions;
    this.newest = newest;
    this.plans = plans;
    this.neighbours = neighbours;
    this.owners = owners;
    this.cpu = cpu;
    this.sandboxed = sandboxed;
  }

  /** Of which specification a source is. */
  public enum Onto {
    /** That of the newest version. */
    VERSION,
    /** That of the next one. */
    DRAFT
  }

  /**
   * A source to change.
   *
   * @param number of the newest version, from which it is edited
   */
  public record Source(
      int number, Onto onto, SortedMap<String, String> files, List<Merge.Conflict> conflicts) {}

  /**
   * What there is to change: the files of the newest version, or what would become of them with the
   * specification of the next one, with both sides where they are in conflict.
   *
   * @throws Refused unless the caller may change the service, or when it has no version
   */
  public Source source(UUID service, Onto onto) {
    requireOwner(service);
    var newest = this.newest.apply(service);
    var merged =
        switch (onto) {
          case VERSION ->
              new Merge.Result(versions.artifact(newest.contentHash()).files(), List.of());
          case DRAFT -> computed(() -> merged(newest, written(service)));
        };
    return new Source(newest.number(), onto, merged.files(), merged.conflicts());
  }

  private Merge.Result merged(Version newest, Artifact written) {
    return carried(Optional.of(newest), written)
        .orElseGet(() -> new Merge.Result(written.files(), List.of()));
  }

  /**
   * What is written now with what was changed by hand of the version before it. It computes.
   *
   * @return empty when nothing was
   */
  public Optional<Merge.Result> carried(Optional<Version> newest, Artifact written) {
    return newest.flatMap(
        version ->
            versions
                .editedFrom(version.contentHash())
                .map(
                    base ->
                        Merge.of(
                            versions.artifact(base).files(),
                            versions.artifact(version.contentHash()).files(),
                            written.files())));
  }

  /**
   * What is handed in.
   *
   * @param archive a zip or tar.gz; empty when the files come by themselves
   * @param files by their paths
   * @param from the number of the version that it was edited from
   */
  public record Given(ByteString archive, Map<String, String> files, int from, Onto onto) {}

  /**
   * Keeps what somebody hands in as an artefact of the service.
   *
   * @return its content hash
   * @throws Refused with what is wrong with it
   */
  public String keep(UUID service, Given given) {
    requireOwner(service);
    if (!sandboxed) {
      throw new Refused(new EditFault.NeedsSandbox());
    }
    var newest = this.newest.apply(service);
    if (given.from() != newest.number()) {
      throw new Refused(new EditFault.Outdated(service, given.from(), newest.number()));
    }
    var files =
        given.archive().isEmpty()
            ? SourceArchive.of(given.files())
            : SourceArchive.read(given.archive().toByteArray());
    var before = versions.artifact(newest.contentHash());
    var onto =
        switch (given.onto()) {
          case VERSION -> before;
          case DRAFT -> written(service);
        };
    var edited = new Artifact(onto.title(), Editable.merged(files, onto, before), onto.openapi());
    if (edited.contentHash().equals(newest.contentHash())) {
      throw SourceArchive.refused(
          "is what version %d is made of already".formatted(newest.number()));
    }
    var written =
        switch (given.onto()) {
          case VERSION -> versions.editedFrom(newest.contentHash()).orElse(newest.contentHash());
          case DRAFT -> versions.keep(onto);
        };
    return versions.keep(edited, written);
  }

  private Artifact written(UUID service) {
    return plans.written(plans.specification(service));
  }

  private void requireOwner(UUID service) {
    owners.requireChange(neighbours.service(service).requester(), Caller.current());
  }

  private Merge.Result computed(Callable<Merge.Result> work) {
    try {
      return cpu.run("Merging the source", work);
    } catch (TookTooLong e) {
      throw SourceArchive.refused("takes too long to be put together with what is written");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sources are merged", e);
    }
  }
}
