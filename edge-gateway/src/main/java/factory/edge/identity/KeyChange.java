package factory.edge.identity;

import factory.edge.gate.Allowance;
import factory.edge.gate.KeyScope;
import factory.edge.gate.PageScope;
import factory.mesh.Refused;
import java.time.Instant;
import java.util.Optional;

/**
 * What becomes another of a key; what is empty stays.
 *
 * @param page of a key for pages alone
 * @param scope not of a key for pages
 * @param expiresAt empty inside for never
 * @param limit empty inside for none of its own; not of a key for pages
 */
public record KeyChange(
    Optional<String> name,
    Optional<PageScope> page,
    Optional<KeyScope> scope,
    Optional<Optional<Instant>> expiresAt,
    Optional<Optional<Allowance>> limit,
    Optional<Boolean> paused) {

  /** Whether anything does. */
  public boolean isEmpty() {
    return name.isEmpty()
        && page.isEmpty()
        && scope.isEmpty()
        && expiresAt.isEmpty()
        && limit.isEmpty()
        && paused.isEmpty();
  }

  /**
   * The key as it is then.
   *
   * @throws Refused naming the field that is not for such a key
   */
  Key of(Key key) {
    if (key.publishable().isEmpty() && page.isPresent()) {
      throw Refused.field("key_id", "must be that of a publishable key");
    }
    if (key.publishable().isPresent() && scope.isPresent()) {
      throw Refused.field(
          "scope", "must be absent for a publishable key: its operations say what it opens");
    }
    if (key.publishable().isPresent() && limit.isPresent()) {
      throw Refused.field("limit", "must be absent for a publishable key: it has calls_per_minute");
    }
    return new Key(
        key.id(),
        key.serviceId(),
        key.wallet(),
        key.chain(),
        name.orElse(key.name()),
        key.hint(),
        scope.orElse(key.scope()),
        key.createdAt(),
        expiresAt.orElse(key.expiresAt()),
        key.lastUsedAt(),
        key.previousUntil(),
        key.publishable().map(p -> new Publishable(p.text(), page.orElse(p.scope()))),
        limit.orElse(key.limit()),
        paused.orElse(key.paused()),
        key.pausedByOwner());
  }
}
