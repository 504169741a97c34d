package factory.pipeline.source.english;

import factory.pipeline.spec.Access;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.FieldType;
import factory.pipeline.template.Template;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a part of an idea says of the service. Kinds are named in the singular. */
sealed interface Statement {
  /** The phase of what comes last. */
  int LAST_PHASE = 7;

  /** The phase after which it is known what people do with records. */
  int LAST_OF_JOININGS = 2;

  /** When it is looked at: what it is about must be there before. */
  default int phase() {
    return switch (this) {
      case Made _, Has _ -> 0;
      case BelongsTo _ -> 1;
      case Deleted _, Needs _, Bounded _, Length _, Default _, Fixed _, Chain _ -> 2;
      case Starts _, Later _, May _, Once _, NoOverlap _, Expires _, CanBe _, Product _, Passed _ ->
          3;
      case Counts _, Figure _, OnlyWhile _, ChildOnly _, NotOwn _, Differ _, Compared _, Moves _ ->
          4;
      case Enough _ -> 3;
      case Filter _, Ranked _, Search _, Order _, Sorted _, Usual _ -> 5;
      case Joins _, Takes _ -> 1;
      case Does _, Graded _ -> 4;
      case Leaves _, GivesBack _ -> 2;
      case Free _, Joined _, Held _ -> 5;
      case Table _ -> 6;
      case Harmless _ -> 7;
    };
  }

  /**
   * It is what a template is.
   *
   * @param top how many rows its figures have; 0 where nobody says
   */
  record Made(Template.Use use, int top) implements Statement {}

  /** A kind has fields, which may be none yet. */
  record Has(Noun thing, List<FieldReader.Read> fields) implements Statement {}

  /** Each record of one kind is of one record of another. */
  record BelongsTo(String child, String parent, boolean required, boolean assumed)
      implements Statement {}

  /** What happens to the records of a deleted one. */
  record Deleted(String parent, String child, FieldType.OnDelete then) implements Statement {}

  /** Fields are required, optional or unique. */
  record Needs(String kind, List<String> fields, String need) implements Statement {}

  /** A number lies within bounds. */
  record Bounded(
      String kind,
      String field,
      Optional<BigDecimal> least,
      boolean above,
      Optional<BigDecimal> most,
      boolean below)
      implements Statement {}

  /** A text has so many characters; digits alone where it says so. */
  record Length(String kind, String field, int least, int most, boolean digits)
      implements Statement {}

  /** What a field is when nobody says. */
  record Default(String kind, String field, String word) implements Statement {}

  /** A field stays as it was made. */
  record Fixed(String kind, List<String> fields) implements Statement {}

  /**
   * A state goes from some words to others.
   *
   * @param edges from which to which
   * @param field what it is called; empty where nobody says
   */
  record Chain(String kind, List<String> words, List<List<String>> edges, String field)
      implements Statement {
    /** One after the other. */
    static Chain of(String kind, List<String> words) {
      List<List<String>> edges = new java.util.ArrayList<>();
      for (var i = 0; i + 1 < words.size(); i++) {
        edges.add(List.of(words.get(i), words.get(i + 1)));
      }
      return new Chain(kind, words, edges, "");
    }
  }

  /** The state that a new record has. */
  record Starts(String kind, String word) implements Statement {}

  /** One field's value comes after another's. */
  record Later(String kind, String field, String than, boolean orEqual) implements Statement {}

  /** Who may do what. */
  record May(Set<Deed> deeds, String kind, Access who, String whoWords) implements Statement {}

  /** What can be done with a record. */
  enum Deed {
    SEE,
    CREATE,
    CHANGE,
    DELETE
  }

  /**
   * No two records have all of these the same.
   *
   * @param caller whether whoever made it is one of them
   */
  record Once(String kind, List<String> fields, boolean caller) implements Statement {}

  /** Intervals do not overlap. */
  record NoOverlap(String kind, List<String> per) implements Statement {}

  /** A record is gone after so many seconds. */
  record Expires(String kind, long amount, String unit) implements Statement {}

  /** A state that a record can be brought into, which one of its fields holds. */
  record CanBe(String kind, String word) implements Statement {}

  /** A field is the result of arithmetic over others. */
  record Product(String kind, String name, List<String> parts, String sign) implements Statement {}

  /** A record is called so once one of its dates is over. */
  record Passed(String kind, String name, String date) implements Statement {}

  /** A record says how many of another kind it has. */
  record Counts(String parent, String child) implements Statement {}

  /** A record says a figure over those of another kind. */
  record Figure(String parent, AggregateFunction function, String field, Optional<String> child)
      implements Statement {}

  /** A list can be narrowed by fields. */
  record Filter(String kind, List<String> fields, boolean orders) implements Statement {}

  /** A list can be searched. */
  record Search(String kind, List<String> fields) implements Statement {}

  /**
   * A list can be ordered by a field.
   *
   * @param usual whether it is so without being asked
   * @param descending for the usual order
   */
  record Order(String kind, List<String> fields, boolean usual, boolean descending)
      implements Statement {}

  /**
   * Somebody takes a record.
   *
   * @param verb how it is called; empty where this says only that nobody else can
   * @param alone whether nobody else can take it meanwhile
   */
  record Takes(String kind, String verb, boolean alone) implements Statement {}

  /**
   * Somebody gives a record back.
   *
   * @param own whether only who has it can
   */
  record GivesBack(String kind, String verb, boolean own) implements Statement {}

  /** A record shows whether somebody has it. */
  record Held(String kind) implements Statement {}

  /**
   * Something can be done with a record only while it is in a state, or not while it is.
   *
   * @param not whether it cannot be done then
   */
  record OnlyWhile(String kind, Set<Deed> deeds, String word, boolean not) implements Statement {}

  /** A record of one kind is made only where the one that it refers to is in a state, or not. */
  record ChildOnly(String child, String parent, String word, boolean not) implements Statement {}

  /** Nobody makes one for what he has made himself. */
  record NotOwn(String child, String parent) implements Statement {}

  /** Of two fields the values must be others. */
  record Differ(String kind, String field, String other) implements Statement {}

  /** A yes-or-no field that says whether a number is on one side of another. */
  record Compared(String kind, String name, String field, String sign, BigDecimal number)
      implements Statement {}

  /**
   * Somebody brings a number up or down by an amount.
   *
   * @param field empty where nobody says which
   */
  record Moves(String kind, String field, String verb, boolean up) implements Statement {}

  /**
   * What becomes of a record when somebody does something with it.
   *
   * @param verb how that is called
   * @param field which of its fields becomes another; empty where the record is deleted
   * @param word what the field becomes, where that is one of its words; empty otherwise
   * @param who may do it
   */
  record Does(String kind, String verb, Then then, String field, String word, Access who)
      implements Statement {
    /** What becomes of it. */
    enum Then {
      /** A field becomes a word, once. */
      WORD,
      /** A number falls by one, never below 0. */
      LESS,
      /** A number rises by one. */
      MORE,
      /** A day or time becomes that of the deed. */
      NOW,
      /** The record is deleted. */
      GONE
    }
  }

  /**
   * A field is computed by steps of a number.
   *
   * @param name of the field
   * @param steps the least number of each word, in falling order
   * @param last the word below all of them
   */
  record Graded(String kind, String name, String field, Map<String, BigDecimal> steps, String last)
      implements Statement {}

  /** No more than there is can be taken of a number. */
  record Enough(String kind, String field, int status) implements Statement {}

  /**
   * Each person does something with a record, of which a record of its own tells.
   *
   * @param verb how it is called; empty where this says only more of it
   * @param once whether nobody can do it twice with the same
   * @param free whether only as long as there is room
   */
  record Joins(String kind, String verb, boolean once, boolean free) implements Statement {}

  /**
   * Who did it can take it back.
   *
   * @param what how that is called, such as a vote
   */
  record Leaves(String kind, String what) implements Statement {}

  /**
   * Those with the most of another kind come first; of the one that those refer to, where none is
   * named.
   */
  record Ranked(String kind, String child) implements Statement {}

  /** A record shows how many have done what is done with it. */
  record Joined(String kind) implements Statement {}

  /** A record shows how much room is left. */
  record Free(String kind) implements Statement {}

  /** The order by what a word measures: the cheapest first is by the price. */
  record Sorted(String kind, String word) implements Statement {}

  /** What a service does anyway with records of a kind. */
  record Usual(List<String> kinds, Set<Deed> deeds) implements Statement {}

  /**
   * Figures by groups.
   *
   * @param function what is computed
   * @param of a field, a kind that is counted, or empty for the one that can be summed
   * @param kind where it is said
   * @param by fields, or {@code month} and its like
   */
  record Table(AggregateFunction function, String of, Optional<String> kind, List<String> by)
      implements Statement {}

  /**
   * Nothing of the service depends on it.
   *
   * @param reason why it is left out; empty where it is fulfilled
   */
  record Harmless(String reason) implements Statement {}
}
