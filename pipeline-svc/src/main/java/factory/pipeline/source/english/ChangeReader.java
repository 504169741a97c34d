package factory.pipeline.source.english;

import factory.pipeline.compute.CpuPool;
import factory.pipeline.source.english.FieldReader.Need;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Problem;
import factory.pipeline.spec.Specification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads a change of a service in plain English, without a model: fields that come, go, are called
 * otherwise or hold something else, with their rules, and new kinds. A wish is done whole or left
 * out with its reason; nothing else of the specification changes with it.
 */
public final class ChangeReader {
  /** A change of more wishes is none in words. */
  private static final int MOST_WISHES = 30;

  private static final String NOT_UNDERSTOOD =
      "It is no change that is understood without a model, which would read it.";

  private static final Pattern SCENARIO = Pattern.compile("/examples/(?<at>[0-9]+)");

  private Specification specification;
  private final List<String> loses = new ArrayList<>();
  private final List<Unread> unread = new ArrayList<>();

  private ChangeReader(Specification before) {
    specification = before;
  }

  /**
   * What came of a change.
   *
   * @param specification with what was understood of it
   * @param unread what was not, in the order in which it was said
   * @param loses what records that there are have no more with it, a question each
   */
  public record Changed(Specification specification, List<Unread> unread, List<String> loses) {
    /** Keeps copies. */
    public Changed {
      unread = List.copyOf(unread);
      loses = List.copyOf(loses);
    }
  }

  /** A wish as it was typed, and why it is left out. */
  public record Unread(String text, String reason) {}

  /** Reads a change of a specification. It computes. */
  public static Changed read(Specification before, String change) {
    CpuPool.requirePlatformThread();
    var reader = new ChangeReader(before);
    try {
      var language = Remarks.language(change);
      if (language.isPresent()) {
        throw new Misread(
            "It looks like %s. Only English is read without a language model."
                .formatted(language.get()));
      }
      var wishes = 0;
      for (var sentence : PlainText.sentences(change)) {
        for (var wish : ChangeForms.wishes(sentence.text())) {
          if (++wishes > MOST_WISHES) {
            throw new Misread("It asks for more than %d changes at once.".formatted(MOST_WISHES));
          }
          reader.wish(sentence, wish);
        }
      }
    } catch (Misread misread) {
      return new Changed(
          before, List.of(new Unread(shown(change), misread.message(part -> part))), List.of());
    }
    return new Changed(reader.specification, reader.unread, reader.loses);
  }

  private void wish(Traced sentence, String wish) {
    var lost = loses.size();
    try {
      var after = changed(sentence, wish);
      if (after.equals(specification)) {
        throw new Misread("It is so already.");
      }
      var problems = Checker.check(after);
      if (!problems.isEmpty()) {
        throw dependent(after, problems.getFirst());
      }
      needed(after);
      specification = after;
    } catch (Misread misread) {
      loses.subList(lost, loses.size()).clear();
      unread.add(
          new Unread(shown(sentence.typed(wish)), misread.message(p -> shown(sentence.typed(p)))));
    }
  }

  /** Records that there are do not get what is required from now on. */
  private void needed(Specification after) {
    for (var kind : after.kinds()) {
      var before = specification.kind(kind.name());
      if (before.isEmpty()) {
        continue;
      }
      var fields =
          kind.fields().stream()
              .filter(ChangeReader::isNeeded)
              .filter(f -> before.get().field(f.name()).filter(ChangeReader::isNeeded).isEmpty())
              .map(f -> Builder.words(f.name()))
              .toList();
      // What was renamed is asked about already.
      if (!fields.isEmpty()
          && before.get().fields().stream().allMatch(f -> kind.field(f.name()).isPresent())) {
        loses.add(
            "The %s that there are stay without %s where they have none, although it is required then. Is that right?"
                .formatted(Builder.words(kind.plural()), String.join(", ", fields)));
      }
    }
  }

  private static boolean isNeeded(Field field) {
    return field.required()
        && field.origin() instanceof Origin.Given given
        && given.fallback().isEmpty();
  }

  /** The scenarios of a service are what it has to do still. */
  private static Misread dependent(Specification after, Problem problem) {
    var scenario = SCENARIO.matcher(problem.pointer());
    return new Misread(
        scenario.lookingAt()
            ? "The scenario \"%s\" speaks against it (%s); change that with it in the specification."
                .formatted(
                    after.examples().get(Integer.parseInt(scenario.group("at"))).title(),
                    problem.message())
            : "Something else depends on it: %s.".formatted(problem));
  }

  private static String shown(String text) {
    var plain = text.replaceAll("[\\p{C}\\s]+", " ").strip();
    return plain.isEmpty()
        ? "..."
        : plain.length() <= 500 ? plain : plain.substring(0, 497) + "...";
  }

  private Specification changed(Traced sentence, String wish) throws Misread {
    var names = names();
    var title = ChangeForms.title(wish);
    if (title.isPresent()) {
      return SpecificationEdits.titled(specification, shown(sentence.typed(title.get())));
    }
    var rename = ChangeForms.rename(wish);
    if (rename.isPresent()) {
      if (rename.get().kind().isEmpty()) {
        requireField(names, wish, rename.get().old(), "would be found at another path");
      }
      var at = place(names, rename.get().old(), rename.get().kind());
      var name = newName(rename.get());
      loses.add(
          "The %s that there are keep their %s under the old name, where nobody sees it, and begin without %s. Is that right?"
              .formatted(
                  Builder.words(at.kind().plural()),
                  Builder.words(at.field().name()),
                  Builder.words(name)));
      return SpecificationEdits.renamed(specification, at.kind(), at.field(), name);
    }
    var type = ChangeForms.type(wish);
    if (type.isPresent() && PlainTypes.of(type.get().type()) != null) {
      return typed(place(names, type.get().field(), type.get().kind()), type.get().type());
    }
    var remove = ChangeForms.remove(wish);
    if (remove.isPresent()) {
      return removed(names, wish, remove.get());
    }
    var add = ChangeForms.add(wish);
    if (add.isPresent() && names.kind(words(add.get().kind())).isPresent()) {
      var kind = names.kind(words(add.get().kind())).get();
      var read =
          new Things()
              .read("each %s has %s".formatted(kind.replace('_', ' '), add.get().fields()))
              .filter(Things.Read::isWhole)
              .orElseThrow(() -> new Misread(NOT_UNDERSTOOD));
      if (read.has().size() != 1) {
        throw new Misread(NOT_UNDERSTOOD);
      }
      return added(kind(kind), read.has().getFirst().fields());
    }
    return said(names, ChangeForms.said(wish));
  }

  private static List<String> words(String text) {
    return List.of(text.strip().split("[ _-]+"));
  }

  private Names names() {
    return Names.of(specification.kinds().stream().map(Draft::of).toList());
  }

  private record Place(Kind kind, Field field) {}

  private Kind kind(String name) throws Misread {
    return plain(
        specification
            .kind(name)
            .orElseThrow(
                () -> new Misread("Nothing is kept that is called \"%s\".".formatted(name))));
  }

  /** What looks as a document says is changed by another document. */
  private static Kind plain(Kind kind) throws Misread {
    if (kind.http().isPresent() || !Draft.of(kind).kind().equals(kind)) {
      throw new Misread(
          "The %s are as a document or a specification says, which has to say otherwise."
              .formatted(Builder.words(kind.plural())));
    }
    return kind;
  }

  /**
   * A field, of a kind that is named or of the only one that has it.
   *
   * @param of may be empty
   */
  private Place place(Names names, String field, String of) throws Misread {
    var said = words(field.replaceFirst("^(?:the|their|its) ", ""));
    var kind = of.isEmpty() ? "" : known(names, of);
    if (kind.isEmpty() && said.size() > 1 && names.field(said).isEmpty()) {
      // A book's title is the title of books.
      var owner = names.kind(List.of(said.getFirst().replaceFirst("'s$", "")));
      if (owner.isPresent()) {
        kind = owner.get();
        said = said.subList(1, said.size());
      }
    }
    var name =
        names.field(said).orElseThrow(() -> Misread.quoting(field, "There is no field \"%s\"."));
    List<Place> places = new ArrayList<>();
    for (var one : specification.kinds()) {
      if (one.field(name).isPresent() && (kind.isEmpty() || one.name().equals(kind))) {
        places.add(new Place(one, one.field(name).get()));
      }
    }
    if (places.size() != 1) {
      throw new Misread(
          places.isEmpty()
              ? "The %s have no field \"%s\".".formatted(Builder.words(kind), Builder.words(name))
              : "More than one kind has a field \"%s\": say which is meant."
                  .formatted(Builder.words(name)));
    }
    plain(places.getFirst().kind());
    return places.getFirst();
  }

  private static String known(Names names, String kind) throws Misread {
    return names
        .kind(words(kind))
        .orElseThrow(() -> Misread.quoting(kind, "Nothing is kept that is called \"%s\"."));
  }

  private static String newName(ChangeForms.Rename rename) throws Misread {
    var name = String.join("_", words(rename.name().replaceFirst("^(?:the|a|an) ", "")));
    if (!name.matches("[a-z][a-z0-9_]{0,59}")) {
      throw new Misread("A name begins with a letter and has letters and digits.");
    }
    return name;
  }

  /** What is called as a kind is means the kind, which is not changed in passing. */
  private void requireField(Names names, String wish, String said, String would) throws Misread {
    var kind = names.kind(words(said.replaceFirst("^(?:the|all) ", "")));
    if (kind.isPresent() && !ChangeForms.saysField(wish)) {
      throw new Misread(
          "The %s %s, with everything that is kept of them; say which field is meant, or change the plan by its form."
              .formatted(Builder.words(kind(kind.get()).plural()), would));
    }
  }

  private Specification removed(Names names, String wish, ChangeForms.Fields said) throws Misread {
    if (said.kind().isEmpty()) {
      requireField(names, wish, said.fields(), "would be gone");
    }
    var after = specification;
    for (var field : said.fields().split(", and |, | and ")) {
      var at = place(names, field, said.kind());
      after = SpecificationEdits.removed(after, at.kind().name(), at.field().name());
    }
    return after;
  }

  private Specification typed(Place at, String words) throws Misread {
    var holds = Objects.requireNonNull(PlainTypes.of(words));
    if (!(at.field().origin() instanceof Origin.Given given) || given.fallback().isPresent()) {
      throw new Misread(
          "What \"%s\" is when nobody says would have to change with it."
              .formatted(Builder.words(at.field().name())));
    }
    loses.add(
        "What the %s that there are have as %s was kept as something else, and may not be shown or fit any more. Is that right?"
            .formatted(Builder.words(at.kind().plural()), Builder.words(at.field().name())));
    var draft = Draft.of(at.kind());
    draft.put(
        Draft.with(
            at.field(),
            holds.type(PlainRange.NONE, List.of()),
            at.field().required(),
            at.field().unique(),
            at.field().origin()),
        at.field().required() ? Need.REQUIRED : Need.OPTIONAL);
    return with(List.of(draft));
  }

  /** Records that are there have no value of a new field, so that it may be missing. */
  private Specification added(Kind kind, List<FieldReader.Read> fields) throws Misread {
    var draft = Draft.of(kind);
    for (var read : fields) {
      var name = read.field().name();
      if (draft.field(name).isPresent() || name.matches("id|created_at|updated_at")) {
        throw new Misread(
            "The %s have a field \"%s\" already.".formatted(draft.words(), Builder.words(name)));
      }
      draft.put(read.field(), read.need() == Need.REQUIRED ? Need.REQUIRED : Need.OPTIONAL);
    }
    return with(List.of(draft));
  }

  /** The kinds of these instead of those of their names, or new. */
  private Specification with(List<Draft> drafts) {
    Map<String, Kind> changed = new TreeMap<>();
    drafts.forEach(draft -> changed.put(draft.name(), draft.kind()));
    List<Kind> kinds = new ArrayList<>();
    for (var kind : specification.kinds()) {
      var after = changed.remove(kind.name());
      kinds.add(after == null ? kind : after);
    }
    drafts.stream().map(Draft::name).map(changed::get).filter(k -> k != null).forEach(kinds::add);
    return SpecificationEdits.with(specification, kinds);
  }

  /** A sentence of an idea: how it is to be. */
  private Specification said(Names names, String sentence) throws Misread {
    var statements =
        new Sentence(names, new Things())
            .read(sentence)
            .filter(all -> !all.isEmpty())
            .orElseThrow(() -> new Misread(NOT_UNDERSTOOD));
    var builder = new Builder();
    for (var kind : specification.kinds()) {
      builder.drafts().put(kind.name(), Draft.of(kind));
    }
    for (var phase = 0; phase <= Statement.LAST_PHASE; phase++) {
      for (var statement : statements) {
        if (statement.phase() == phase) {
          if (statement instanceof Statement.Has has) {
            has(builder, has);
          } else if (isOfFields(statement)) {
            builder.apply(statement);
          } else {
            throw new Misread(NOT_UNDERSTOOD);
          }
        }
      }
    }
    List<Draft> touched = new ArrayList<>();
    for (var draft : builder.drafts().values()) {
      var before = specification.kind(draft.name());
      if (before.isEmpty() || !Draft.of(before.get()).kind().equals(draft.kind())) {
        if (before.isPresent()) {
          plain(before.get());
        }
        touched.add(draft);
      }
    }
    return with(touched);
  }

  private static boolean isOfFields(Statement statement) {
    return switch (statement) {
      case Statement.Needs _,
          Statement.Bounded _,
          Statement.Length _,
          Statement.Default _,
          Statement.Fixed _,
          Statement.Filter _,
          Statement.Search _,
          Statement.Order _,
          Statement.BelongsTo _ ->
          true;
      case Statement.Once once -> !once.caller();
      default -> false;
    };
  }

  /** Fields of something that is kept, or something new with fields. */
  private void has(Builder builder, Statement.Has has) throws Misread {
    var before = specification.kind(has.thing().singular());
    if (has.fields().isEmpty()) {
      throw new Misread(NOT_UNDERSTOOD);
    }
    if (before.isPresent()) {
      plain(before.get());
      var draft = builder.kind(has.thing().singular());
      var after = added(before.get(), has.fields());
      for (var field : after.kind(draft.name()).orElseThrow().fields()) {
        draft.put(field, field.required() ? Need.REQUIRED : Need.OPTIONAL);
      }
    } else {
      var draft = builder.draft(has.thing());
      for (var read : has.fields()) {
        draft.add(read);
        if (read.field().type() instanceof FieldType.Reference) {
          throw new Misread(NOT_UNDERSTOOD);
        }
      }
    }
  }
}
