package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All records that there are, as far as some wallet may see them; read again after changes. */
final class World {
  private final Session session;
  private final Pages pages;
  private final Map<String, List<Entry>> read = new LinkedHashMap<>();
  private long changes = -1;

  World(Session session, Pages pages) {
    this.session = session;
    this.pages = pages;
  }

  Kind kind(String name) throws Ended {
    return session
        .specification()
        .kind(name)
        .orElseThrow(() -> Ended.notTried("there is no kind " + name));
  }

  /** The account of a wallet. */
  Optional<Members.Member> member(Wallet as) {
    return session.member(as);
  }

  List<Kind> kinds() {
    return session.specification().kinds();
  }

  Optional<Kind> plural(String name) {
    return session.specification().kinds().stream()
        .filter(kind -> kind.plural().equals(name))
        .findFirst();
  }

  /** The records of a kind, each once. */
  List<Entry> all(Kind kind) throws Ended {
    if (!kind.operations().contains(Operation.LIST)) {
      throw Ended.notTried("the " + kind.plural() + " cannot be listed");
    }
    if (!Routes.showsId(kind) || !Routes.parentsOfLists(kind).isEmpty()) {
      throw Ended.notTried("no list has all " + kind.plural() + ", each with its id");
    }
    if (changes != session.changes()) {
      changes = session.changes();
      read.clear();
    }
    var before = read.get(kind.name());
    if (before != null) {
      return before;
    }
    Map<String, Entry> all = new LinkedHashMap<>();
    for (var wallet : List.of(Wallet.A, Wallet.B, Wallet.C)) {
      for (var record : pages.list(kind, wallet, "")) {
        all.putIfAbsent(record.path("id").asText(), new Entry(kind, record));
      }
      if (kind.access().read() instanceof factory.pipeline.spec.Access.Anyone) {
        break;
      }
    }
    List<Entry> entries = List.copyOf(all.values());
    read.put(kind.name(), entries);
    return entries;
  }

  /** The record of a key. */
  Optional<Entry> find(Kind kind, String id) throws Ended {
    if (!kind.operations().contains(Operation.READ)) {
      return all(kind).stream()
          .filter(entry -> entry.json().path("id").asText().equals(id))
          .findFirst();
    }
    for (var wallet : List.of(Wallet.A, Wallet.B, Wallet.C)) {
      var answer = session.call(wallet, "GET", Maker.path(kind, id));
      if (answer.is(200)) {
        return Optional.of(new Entry(kind, answer.json()));
      }
    }
    return Optional.empty();
  }

  /** A record, as JSON shows it or as it is about to be. */
  record Entry(Kind kind, JsonNode json) {
    String id() {
      return json.path("id").asText();
    }

    /**
     * What names it, to compare it with others: an account, for one, may be made without an answer
     * that says so.
     */
    String knownId() throws Ended {
      if (!json.has("id")) {
        throw Ended.notTried("nothing says what the id of a " + kind.name() + " is");
      }
      return json.path("id").asText();
    }
  }
}
