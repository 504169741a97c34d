package factory.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A service's resources, by plural, and how they refer to one another. */
final class Model {
  private final Map<String, Resource> resources = new LinkedHashMap<>();
  private final @Nullable KeyedHash keyed;

  /** Of resources whose records no secret of theirs names. */
  Model(List<Resource> resources) {
    this(resources, null);
  }

  /**
   * Puts them together.
   *
   * @param keyed hashes the secrets that records are found by
   */
  Model(List<Resource> resources, @Nullable KeyedHash keyed) {
    this.keyed = keyed;
    for (var resource : resources) {
      if (this.resources.put(resource.plural(), resource) != null) {
        throw new IllegalArgumentException(resource.plural() + " is served twice");
      }
    }
    for (var resource : resources) {
      for (var field : resource.fields()) {
        if (field.kind() instanceof Words.Reference(var plural, _) && find(plural) == null) {
          throw new IllegalArgumentException(
              resource.plural() + "." + field.name() + " refers to " + plural + ", which is none");
        }
        if (field.origin() instanceof Origin.Aggregated(var aggregate)) {
          aggregate.check(this);
        }
      }
      resource.objects().values().forEach(excerpt -> excerpt.check(this, resource));
      for (var route : resource.hasRoutes() ? resource.routes() : List.<Route>of()) {
        route.named().forEach(named -> named.check(this, resource));
      }
    }
  }

  /** The stored form of a secret that records are found by. */
  Words.Hashed keyed(String secret) {
    if (keyed == null) {
      throw new IllegalStateException("there is no key for secrets that records are found by");
    }
    return keyed.hash(secret);
  }

  /** A field that refers to a resource. */
  record Referrer(Resource resource, Field field, Words.Reference.OnDelete onDelete) {}

  /** Whether some resource has files. */
  boolean hasFiles() {
    return resources.values().stream().anyMatch(Resource::hasFiles);
  }

  Map<String, Resource> resources() {
    return resources;
  }

  List<Resource> all() {
    return List.copyOf(resources.values());
  }

  @Nullable Resource find(String plural) {
    return resources.get(plural);
  }

  Resource resource(String plural) {
    var resource = find(plural);
    if (resource == null) {
      throw new IllegalArgumentException("there are no " + plural);
    }
    return resource;
  }

  /** The fields that refer to records of a resource. */
  List<Referrer> referrers(Resource target) {
    List<Referrer> referrers = new ArrayList<>();
    for (var resource : resources.values()) {
      for (var field : resource.fields()) {
        if (field.kind() instanceof Words.Reference(var plural, var onDelete)
            && plural.equals(target.plural())
            && field.isStored()) {
          referrers.add(new Referrer(resource, field, onDelete));
        }
      }
    }
    return referrers;
  }
}
