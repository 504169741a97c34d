package factory.pipeline.source.english;

import factory.pipeline.source.english.Statement.BelongsTo;
import factory.pipeline.source.english.Statement.Counts;
import factory.pipeline.source.english.Statement.Deleted;
import factory.pipeline.source.english.Statement.Once;
import factory.pipeline.spec.FieldType.OnDelete;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What relates kinds to each other, and of what there is one only. */
final class RelationRules {
  private static final String MANY =
      "(?:many|several|multiple|any number of|zero or more|0 or more|lot of|some|number of|list of|collection of)";
  private static final String LINKED =
      "(?:create|write|assign|link|attach|relate|connect|add|belong)";

  private RelationRules() {}

  static List<Rule> all() {
    return List.of(
        Rule.of(
            "{K1} (?:always )?(?:must )?belong to (?:exactly |only )?(?:one |1 )?{K2}",
            heard -> belongs(heard.kind("k1"), heard.kind("k2"), true)),
        Rule.of(
            "{K1} (?:can (?:optionally )?|optionally )belong to (?:at most |up to )?(?:one |1 )?{K2}",
            heard -> belongs(heard.kind("k1"), heard.kind("k2"), false)),
        Rule.of(
            "{K1} (?:can )?have " + MANY + " {K2}",
            heard -> belongs(heard.kind("k2"), heard.kind("k1"), true)),
        Rule.of(
            "{K1} (?:can )?have " + MANY + " {K2} (?:and|,) " + MANY + " {K3}",
            heard -> {
              List<Statement> both =
                  new ArrayList<>(belongs(heard.kind("k2"), heard.kind("k1"), true));
              both.addAll(belongs(heard.kind("k3"), heard.kind("k1"), true));
              return both;
            }),
        Rule.of(
            "{K1} (?:consist of|be make of|be make up of) {K2}",
            heard -> belongs(heard.kind("k2"), heard.kind("k1"), true)),
        Rule.of(
            "{K1} be (?:for|of|about|part of|in) (?:exactly |only )?(?:one |1 )?{K2}",
            heard -> belongs(heard.kind("k1"), heard.kind("k2"), true)),
        Rule.of(
            "{K1} be (?:for|of|about) (?:exactly |only )?(?:one |1 )?{K2} (?:and|by) (?:exactly |only )?(?:one |1 )?{K3}",
            heard -> {
              List<Statement> both =
                  new ArrayList<>(belongs(heard.kind("k1"), heard.kind("k2"), true));
              both.addAll(belongs(heard.kind("k1"), heard.kind("k3"), true));
              return both;
            }),
        Rule.of(
            "{K1} (?:must )?be " + LINKED + " (?:by|to|for) (?:exactly |only )?(?:one |1 )?{K2}",
            heard -> belongs(heard.kind("k1"), heard.kind("k2"), true)),
        Rule.of(
            "{K1} (?:refer to|reference|point to|link to) (?:exactly |only )?(?:one |1 )?{K2}",
            heard -> belongs(heard.kind("k1"), heard.kind("k2"), true)),
        Rule.of(
            "{K1} have (?:exactly |only )?(?:one|1) {K2}",
            heard -> belongs(heard.kind("k1"), heard.kind("k2"), true)),
        // What becomes of the rest.
        Rule.of(
            "(?:when|if|once|whenever) {K1} (?:(?:be|get) )?delete ,? (?:so be )?(?:all (?:of )?)?(?:his )?{K2}(?: (?:be delete|get delete|go|disappear|vanish|must be delete|be go))?(?: (?:too|also|as well|with it))?",
            heard -> deleted(heard, "k1", "k2", OnDelete.CASCADE)),
        Rule.of(
            "{K1} (?:be )?delete (?:=>|->) {K2} delete",
            heard -> deleted(heard, "k1", "k2", OnDelete.CASCADE)),
        Rule.of(
            "{K1} {K2} (?:must )?(?:to )?(?:disappear|go|vanish|be delete) (?:when|if) (?:\\$i |\\$user )?delete {K3}",
            heard ->
                heard.kind("k1").equals(heard.kind("k3"))
                    ? deleted(heard, "k1", "k2", OnDelete.CASCADE)
                    : List.of()),
        Rule.of(
            "(?:not (?:let )?\\$(?:i|user|all) (?:can )?|no |never )delete {K1} (?:that|which|while it|while they|if it|as long as it) (?:still )?have {K2}",
            heard -> deleted(heard, "k1", "k2", OnDelete.RESTRICT)),
        Rule.of(
            "no delete (?:{K1} )?(?:if|while|when|as long as) it (?:still )?have {K2}",
            heard -> heard.has("k1") ? deleted(heard, "k1", "k2", OnDelete.RESTRICT) : List.of()),
        Rule.of(
            "delete {K1} (?:must )?(?:also )?delete (?:all (?:of )?)?(?:his )?{K2}(?: too| as well)?",
            heard -> deleted(heard, "k1", "k2", OnDelete.CASCADE)),
        Rule.of(
            "{K2} (?:be delete|go|disappear|vanish) (?:together )?(?:with|when|along with) (?:his )?{K1}(?: be delete)?",
            heard -> deleted(heard, "k1", "k2", OnDelete.CASCADE)),
        Rule.of(
            "{K1} (?:with|that (?:still )?have|which (?:still )?have) {K2} (?:can not|must not) be delete",
            heard -> deleted(heard, "k1", "k2", OnDelete.RESTRICT)),
        Rule.of(
            "{K1} (?:can not|must not) be delete (?:while|as long as|if|when) (?:it|there) (?:still )?(?:have|be) (?:any )?{K2}",
            heard -> deleted(heard, "k1", "k2", OnDelete.RESTRICT)),
        Rule.of(
            "(?:{ANY} )?(?:want to )?(?:can )?delete {K1} (?:together |along )?with (?:all )?(?:of )?(?:his )?{K2}",
            heard -> deleted(heard, "k1", "k2", OnDelete.CASCADE)),
        // One only.
        Rule.of(
            "(?:but )?(?:only |at most |exactly )?(?:one|1) {K1} (?:per|for each|for every|by each|from each|by|from) (?:\\$user|\\$role|\\$all|wallet|person)",
            heard -> List.of(new Once(heard.kind("k1"), List.of(), true))),
        Rule.of(
            "(?:but )?(?:only |at most |exactly )?(?:one|1) {K1} (?:per|for each|by) (?:\\$user|\\$role|\\$all|wallet|person) (?:and|per|for) (?:each |same )?{F2}",
            heard -> List.of(new Once(heard.kind("k1"), List.of(heard.field("f2")), true))),
        Rule.of(
            "(?:but )?(?:only |at most |exactly )?(?:one|1) {K1} (?:per|for each) {F2} (?:and|per|for) (?:each |same )?(?:\\$user|\\$role|\\$all|wallet|person)",
            heard -> List.of(new Once(heard.kind("k1"), List.of(heard.field("f2")), true))),
        Rule.of(
            "(?:but )?(?:only |at most |exactly )?(?:one|1) {K1} (?:per|for each) {FS}",
            heard -> List.of(new Once(heard.kind("k1"), heard.fields(), false))),
        Rule.of(
            "{ANY} can (?:only )?(?:create|give|cast|have|submit) (?:only |at most |exactly |up to )?(?:one|1) {K1}",
            heard -> List.of(new Once(heard.kind("k1"), List.of(), true))),
        Rule.of(
            "{ANY} can (?:only )?(?:create|give|cast|have|submit) (?:only |at most |exactly |up to )?(?:one|1) {K1} (?:per|for each|for|to|on|for same) {F2}",
            heard -> List.of(new Once(heard.kind("k1"), List.of(heard.field("f2")), true))),
        Rule.of(
            "{ANY} can (?:only )?(?<verb>[a-z]+) (?:same )?{K2} (?:only )?once(?: only)?",
            heard -> onceByVerb(heard)),
        Rule.of(
            "(?:{K1} )?{FS} (?:must |can |to )?(?:be )?unique (?:per|within|in|for|across|among) {F2}",
            heard -> {
              List<String> fields = new ArrayList<>(heard.fields());
              fields.add(heard.field("f2"));
              return List.of(new Once("", fields, false));
            }),
        Rule.of(
            "(?:{K1} )?{FS} (?:of {K2} )?(?:must |have to )?be unique",
            heard -> {
              var kind =
                  heard.has("k1") ? heard.kind("k1") : heard.has("k2") ? heard.kind("k2") : "";
              List<Statement> each = new ArrayList<>();
              heard.fields().forEach(f -> each.add(new Once(kind, List.of(f), false)));
              return each;
            }),
        Rule.of(
            "no (?:2|two) {K1} (?:can )?(?:have|share|be create with|with) same {FS}",
            heard -> List.of(new Once(heard.kind("k1"), heard.fields(), false))),
        Rule.of(
            "no (?:2|two) {K1} (?:of|for|in|on|by) (?:same |one )?{F2} (?:can |may )?(?:have|share|with|be in|use) same {FS}",
            heard -> {
              List<String> fields = new ArrayList<>(List.of(heard.field("f2")));
              fields.addAll(heard.fields());
              return List.of(new Once(heard.kind("k1"), fields, false));
            }),
        Rule.of(
            "{K1} (?:of|for|in|on) (?:same |one ){F2} (?:can not|must not) have same {FS}",
            heard -> {
              List<String> fields = new ArrayList<>(List.of(heard.field("f2")));
              fields.addAll(heard.fields());
              return List.of(new Once(heard.kind("k1"), fields, false));
            }),
        Rule.of(
            "{ANY} (?:can )?create {K1} (?:of|for|about|on|to|in) {K2}",
            heard -> belongs(heard.kind("k1"), heard.kind("k2"), true)),
        Rule.of(
            "2 {K1} (?:of|in|on|for) (?:same |one )?{F2} (?:can not|must not|can never) (?:start|be|begin|take place|happen|occur|run)(?: at| on| in)? same {F1}",
            heard ->
                List.of(
                    new Once(
                        heard.kind("k1"), List.of(heard.field("f2"), heard.field("f1")), false))),
        Rule.of(
            "(?:there )?can not be (?:2|two) {K1} with same {FS}",
            heard -> List.of(new Once(heard.kind("k1"), heard.fields(), false))),
        Rule.of(
            "same {F1} (?:can not|must not) (?:be|appear|exist|occur) twice (?:in|within|per) (?:same |one )?{F2}",
            heard -> List.of(new Once("", List.of(heard.field("f1"), heard.field("f2")), false))),
        Rule.of(
            "(?:{K1} )?{F1} (?:can not|must not|can never|must never|never) (?:occur|appear|exist|come|come up|be there|be use|used|be used|be give|be take|repeat)(?: (?:twice|again|2 times|more than once))?",
            heard ->
                heard.clause().matches(".* (?:twice|again|2 times|more than once|repeat)$")
                    ? List.of(
                        new Once(
                            heard.has("k1") ? heard.kind("k1") : "",
                            List.of(heard.field("f1")),
                            false))
                    : List.of()),
        Rule.of(
            "{F1} (?:can |must )?(?:be use|be used|occur|appear|exist|come|be there|be take|be taken) (?:only |at most )?once (?:within|in|per|for|on|for each) (?:same |one )?{F2}",
            heard -> List.of(new Once("", List.of(heard.field("f1"), heard.field("f2")), false))),
        Rule.of(
            "(?:no (?:2|two|other)|2|two)(?: of it)? (?:(?:can|must) (?:not |never )?)?(?:have|with|share) same {FS}",
            heard -> List.of(new Once(heard.kind("k1"), heard.fields(), false))),
        Rule.of(
            "{K1} (?:can |must )?(?:only )?be (?<verb>reserve|book|reserved|booked) (?:only |at most )?once (?:per|for each|for|on) (?:same |one )?{F2}",
            heard ->
                List.of(
                    new Once(
                        heard.at("verb").startsWith("reserve") ? "reservation" : "booking",
                        List.of(heard.kind("k1"), heard.field("f2")),
                        false))),
        Rule.of(
            "(?:only )?(?:once|1 time) (?:per|for each|for) {FS}",
            heard -> List.of(new Once(heard.kind("k1"), heard.fields(), false))),
        Rule.of(
            "no (?:2|two) (?:{K1} )?(?:can |must )?(?:of it )?(?:be )?(?:have|with) same",
            heard -> List.of()),
        // How many.
        Rule.of(
            "{K1} (?:must )?(?:(?:show|have|know|tell|display|say|see|count) )?(?:his |the )?(?:how many {K2}(?: (?:it|there))?(?: (?:have|be|get|receive))?|(?:@?number|count|total number|total) of (?:his )?{K3})",
            heard ->
                List.of(
                    new Counts(
                        heard.kind("k1"), heard.has("k2") ? heard.kind("k2") : heard.kind("k3")))),
        Rule.of(
            "(?:{ANY} )?(?:want to )?(?:can )?(?:see|show|get|know|tell|count) how many {K2} {K1} have",
            heard -> List.of(new Counts(heard.kind("k1"), heard.kind("k2")))),
        Rule.of(
            "(?:{ANY} )?(?:want to )?(?:can )?(?:see|show) {K2} count (?:on|of|per|for|with) {K1}",
            heard -> List.of(new Counts(heard.kind("k1"), heard.kind("k2")))),
        Rule.of(
            "(?:{ANY} )?(?:want to )?(?:can )?(?:see |show |get |know |count )?(?:the )?(?:@?number|count) of {K2} (?:per|of each|for each|of|in each|in) {K1}",
            heard -> List.of(new Counts(heard.kind("k1"), heard.kind("k2")))));
  }

  private static List<Statement> belongs(String child, String parent, boolean required) {
    return child.equals(parent)
        ? List.of()
        : List.of(new BelongsTo(child, parent, required, false));
  }

  private static List<Statement> deleted(
      Rule.Heard heard, String parent, String child, OnDelete then) throws Misread {
    return List.of(new Deleted(heard.kind(parent), heard.kind(child), then));
  }

  /** {@code Each reader can review a book once}: a review, of which a kind is called so. */
  private static List<Statement> onceByVerb(Rule.Heard heard) throws Misread {
    var verb = heard.at("verb");
    return Set.of("see", "change", "delete", "create").contains(verb)
        ? List.of()
        : List.of(new Once(verb, List.of(heard.kind("k2")), true));
  }
}
