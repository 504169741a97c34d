package factory.pipeline.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckerTest {
  @ParameterizedTest
  @ValueSource(strings = {"library.json", "everything.json", "shop.json"})
  void whatMakesSenseHasNoProblem(String name) {
    assertThat(Checker.check(Specifications.parse(Corpus.read(name)))).isEmpty();
  }

  @Test
  void itComputesOnNoVirtualThread() throws Exception {
    var library = Specifications.parse(Corpus.LIBRARY);
    var thrown = new AtomicReference<Throwable>();
    Thread.ofVirtual()
        .uncaughtExceptionHandler((_, e) -> thrown.set(e))
        .start(() -> Checker.check(library))
        .join();
    assertThat(thrown.get()).hasMessageContaining("CpuPool");
  }

  /** Each changes one place of what brings code along. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "/code/0/name ¦ \"board\" ¦ /actions/0/effects/0/value ¦ no 'dropped' here",
        "/code/2/name ¦ \"abs\" ¦ /code/2/name ¦ expressions call something else 'abs'",
        "/code/2/name ¦ \"caller\" ¦ /code/2/name ¦ has its own meaning",
        "/code/2/name ¦ \"has_room\" ¦ /code/2/name ¦ is there already at /code/1/name",
        "/code/2/inputs/0/type ¦ \"text\" ¦ /functions/0/outputs/0/value ¦ json",
        "/functions/0/outputs/0/value ¦ \"winner(input.board, 3)\" ¦ /functions/0/outputs/0/value ¦ it is winner(json)",
        "/functions/0/outputs/0/value ¦ \"winer(input.board)\" ¦ /functions/0/outputs/0/value ¦ winner",
        "/code/2/inputs/0/type ¦ \"secret\" ¦ /code/2/inputs/0/type ¦ no records, secrets and files",
        "/code/2/result/type ¦ \"file\" ¦ /code/2/result/type ¦ no records, secrets and files",
        "/code/2/result ¦ {\"type\": \"object\", \"members\": [{\"name\": \"a\", \"type\": \"text\"}]} ¦ /code/2/result/type ¦ objects as json",
        "/code/2/result ¦ {\"type\": \"list\", \"item\": {\"type\": \"json\"}} ¦ /code/2/result/type ¦ is json itself",
        "/code/2/result ¦ {\"type\": \"text\"} ¦ /functions/0/outputs/0/value ¦ must be int here, and is string",
        "/code/2/java ¦ \"static long f() { return 1; }\" ¦ /code/2/java ¦ must have a method",
        "/kinds/0/access/update ¦ {\"when\": \"winner(record.board) == 0\"} ¦ /kinds/0/access/update ¦",
        "/kinds/0/fields/3/initial ¦ \"winner('[]')\" ¦ /kinds/0/fields/3 ¦",
        "/kinds/0/rules ¦ [{\"check\": \"winner(record.board) >= 0\", \"field\": \"board\", \"message\": \"must be a board\"}] ¦ /kinds/0/rules/0/check ¦ only there in functions and actions",
        "/functions/1/outputs/1/value ¦ \"json(json(input.words))\" ¦ ok ¦",
        "/functions/0/outputs/0 ¦ {\"name\": \"x\", \"type\": \"json\", \"value\": \"json({'a': input.board})\"} ¦ /functions/0/outputs/0/value ¦ JSON within",
        "/functions/0/outputs/0 ¦ {\"name\": \"x\", \"type\": \"json\", \"value\": \"json(null)\"} ¦ /functions/0/outputs/0/value ¦",
      })
  void codeIsChecked(String pointer, String json, String where, String words) throws Exception {
    var text =
        Files.readString(Path.of("src/test/resources/specifications/given/connect-four.json"));
    List<Problem> problems;
    try {
      problems = Checker.check(Specifications.parse(Corpus.with(text, pointer, json).toString()));
    } catch (InvalidSpecification e) {
      problems = e.problems();
    }
    if (where.equals("ok")) {
      assertThat(problems).isEmpty();
    } else {
      assertThat(problems)
          .anySatisfy(
              problem -> {
                assertThat(problem.pointer()).startsWith(where);
                assertThat(problem.message()).contains(words == null ? "" : words);
              });
    }
  }

  /** Each changes one place of exact.json: what headers say, and what lists are answered as. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "/kinds/0/http/routes/0/sent ¦ [{\"name\": \"X-Team\", \"field\": \"name\"}] ¦ ok ¦",
        "/kinds/0/http/routes/0/sent ¦ [{\"name\": \"team\", \"in\": \"cookie\", \"field\": \"name\", \"usual\": \"a\"}] ¦ ok ¦",
        "/kinds/0/http/routes/0/sent ¦ [{\"name\": \"X-API-Key\", \"field\": \"name\"}] ¦ /kinds/0/http/routes/0/sent/0/name ¦ is the gate's or HTTP's",
        "/kinds/0/http/routes/0/sent ¦ [{\"name\": \"__Host-factory\", \"in\": \"cookie\", \"field\": \"name\"}] ¦ /kinds/0/http/routes/0/sent/0/name ¦ such as X-Tenant-Id",
        "/kinds/0/http/routes/0/sent ¦ [{\"name\": \"X-Team\", \"field\": \"nane\"}] ¦ /kinds/0/http/routes/0/sent/0/field ¦ nane",
        "/kinds/0/http/routes/0/sent ¦ [{\"name\": \"X-Team\", \"field\": \"name\", \"usual\": \" \"}] ¦ /kinds/0/http/routes/0/sent/0/usual ¦ must not be blank",
        "/kinds/0/http/routes/0/sent ¦ [{\"name\": \"X-Team\", \"field\": \"name\"}, {\"name\": \"X-Other\", \"field\": \"name\"}] ¦ /kinds/0/http/routes/0/sent/1/field ¦ 'name' is said twice",
        "/kinds/1/http/routes/0/sent ¦ [{\"name\": \"X-Code\", \"field\": \"code\"}] ¦ /kinds/1/http/routes/0/sent/0/field ¦ no key or reference",
        "/kinds/0/http/routes/0/always ¦ {\"success\": true, \"code\": 201, \"error\": null} ¦ ok ¦",
        "/kinds/1/http/routes/0/always ¦ {\"status\": \"success\"} ¦ ok ¦",
        "/kinds/0/http/routes/0/always ¦ {\"owner\": true} ¦ /kinds/0/http/routes/0/always/owner ¦ is said already",
        "/kinds/1/http/routes/0/always ¦ {\"meta\": 1} ¦ /kinds/1/http/routes/0/always/meta ¦ is said already",
        "/kinds/0/http/routes/0/always ¦ {\"data\": {}} ¦ /kinds/0/http/routes/0/always/data ¦ must be a text, a number",
        "/kinds/1/http/routes/1/always ¦ {\"success\": true} ¦ /kinds/1/http/routes/1/always ¦ has no place",
        "/kinds/1/http/routes/1/called ¦ {\"ownerId\": \"name\"} ¦ ok ¦",
        "/kinds/1/http/routes/1/called ¦ {\"ownerId\": \"address\"} ¦ /kinds/1/http/routes/1/called/ownerId ¦ no two records have the same",
        "/kinds/1/http/routes/1/called ¦ {\"ownerId\": \"title\"} ¦ /kinds/1/http/routes/1/called/ownerId ¦ title",
        "/kinds/1/http/routes/2/called ¦ {\"code\": \"birth_day\"} ¦ /kinds/1/http/routes/2/called/code ¦ keys say is a reference",
        "/kinds/1/http/routes/0/answer/parameters/1/is ¦ {\"type\": \"text\", \"min_length\": 1, \"max_length\": 200} ¦ ok ¦",
        "/kinds/1/http/routes/0/answer/parameters/1/is ¦ {\"type\": \"text\", \"max_length\": 201} ¦ /kinds/1/http/routes/0/answer/parameters/1/is ¦ a search a text of at most 200",
        "/kinds/1/http/routes/0/answer/parameters/1/is ¦ {\"type\": \"integer\", \"min\": 1} ¦ /kinds/1/http/routes/0/answer/parameters/1/is ¦ must be a text, an integer or a decimal as its field is",
        "/kinds/1/http/routes/0/answer/parameters/0/is ¦ {\"type\": \"date\"} ¦ /kinds/1/http/routes/0/answer/parameters/0/is ¦ must be a text, an integer or a decimal as its field is",
        "/kinds/1/http/routes/0/answer/parameters/2/is ¦ {\"type\": \"text\"} ¦ /kinds/1/http/routes/0/answer/parameters/2/is ¦ must be a text, an integer or a decimal as its field is",
        "/kinds/1/http/routes/3/fields ¦ [\"birth_day\"] ¦ ok ¦",
        "/kinds/1/http/routes/3/fields ¦ [\"birth_day\", \"birth_day\"] ¦ /kinds/1/http/routes/3/fields ¦ must not name one twice",
        "/kinds/1/http/routes/3/fields ¦ [\"birthday\"] ¦ /kinds/1/http/routes/3/fields/0 ¦ birthday",
        "/kinds/1/http/routes/3/fields ¦ [\"code\"] ¦ /kinds/1/http/routes/3/fields/0 ¦ given in bodies, and no path",
        "/kinds/1/http/routes/2/fields ¦ [\"birth_day\"] ¦ /kinds/1/http/routes/2/fields ¦ has no body with fields",
        "/kinds/2/http/routes/0/fields ¦ [\"visits\"] ¦ /kinds/2/http/routes/0/fields/0 ¦ given in bodies, and no path",
        "/kinds/0/http/routes/0/fields ¦ [\"address\"] ¦ /kinds/0/http/routes/0/fields ¦ must have 'name', which a new record needs",
        "/kinds/2/http/routes/2/answer/also ¦ [\"html\"] ¦ ok ¦",
        "/kinds/2/http/routes/2/answer/also ¦ [\"csv\"] ¦ /kinds/2/http/routes/2/answer/also ¦ must not name a form twice",
        "/kinds/2/http/routes/2/answer/others_refused ¦ true ¦ /kinds/2/http/routes/2/answer/others_refused ¦ goes with several forms",
        "/kinds/1/http/routes/0/answer/headers ¦ [{\"name\": \"Link\", \"part\": \"links\"}] ¦ ok ¦",
        "/kinds/1/http/routes/0/answer/headers ¦ [{\"name\": \"X-Links\", \"part\": \"links\"}] ¦ /kinds/1/http/routes/0/answer ¦ links are what the header Link has",
        "/kinds/1/http/routes/0/answer/headers ¦ [{\"name\": \"X-Next-Page\", \"part\": \"next_page\"}] ¦ /kinds/1/http/routes/0/answer/paging ¦ needs a page for the numbers",
        "/kinds/2/http/routes/2/answer/headers ¦ [{\"name\": \"Link\", \"part\": \"links\"}] ¦ /kinds/2/http/routes/2/answer/paging ¦ needs a page or an offset"
      })
  void whatIsSaidBesidesPathsAndBodiesIsChecked(
      String pointer, String json, String where, String words) {
    var document = Corpus.with(Corpus.read("exact.json"), pointer, json).toString();
    List<Problem> problems;
    try {
      problems = Checker.check(Specifications.parse(document));
    } catch (InvalidSpecification e) {
      problems = e.problems();
    }
    if (where.equals("ok")) {
      assertThat(problems).isEmpty();
    } else {
      assertThat(problems)
          .anySatisfy(
              problem -> {
                assertThat(problem.pointer()).isEqualTo(where);
                assertThat(problem.message()).contains(words);
              });
    }
  }

  /** Each changes one place of library.json; the problem is said at a place, in some words. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        // Names.
        "/kinds/1/name ¦ \"book\" ¦ /kinds/1/name ¦ is there already at /kinds/0/name",
        "/kinds/1/plural ¦ \"books\" ¦ /kinds/1/plural ¦ is there already at /kinds/0/plural",
        "/kinds/1/plural ¦ \"health\" ¦ /kinds/1/plural ¦ is served by every service",
        "/kinds/1/plural ¦ \"input\" ¦ /kinds/1/plural ¦ has its own meaning",
        "/reports/0/name ¦ \"books\" ¦ /reports/0/name ¦ is there already",
        "/functions/0/name ¦ \"loans_per_member\" ¦ /functions/0/name ¦ is there already",
        "/kinds/1/fields/1/name ¦ \"name\" ¦ /kinds/1/fields/1/name ¦ is there already",
        "/kinds/1/fields/0/name ¦ \"id\" ¦ /kinds/1/fields/0/name ¦ is there in every record",
        "/kinds/1/fields/0/name ¦ \"in\" ¦ /kinds/1/fields/0/name ¦ its own meaning",
        "/actions/1/name ¦ \"borrow\" ¦ ok ¦",
        // Types.
        "/kinds/2/fields/1/kind ¦ \"person\" ¦ /kinds/2/fields/1/kind ¦ there is no kind 'person'; there are book, member, loan",
        "/kinds/2/fields/1/on_delete ¦ \"clear\" ¦ /kinds/2/fields/1/on_delete ¦ cannot be cleared",
        "/kinds/0/fields/1/pattern ¦ \"(?=x)\" ¦ /kinds/0/fields/1/pattern ¦ is no regular expression",
        "/kinds/0/fields/0/min_length ¦ 300 ¦ /kinds/0/fields/0/min_length ¦ must be at most max_length",
        "/kinds/0/fields/2/min ¦ 0.5 ¦ /kinds/0/fields/2/min ¦ must be a whole number",
        "/kinds/0/fields/2/max ¦ -1 ¦ /kinds/0/fields/2/min ¦ leaves no value",
        "/kinds/1/fields/- ¦ {\"name\": \"x\", \"type\": \"enum\", \"values\": [\"a\", \"b\"], \"transitions\": {\"a\": [\"c\"]}} ¦ /kinds/1/fields/2/transitions/a ¦ 'c' is none of the values",
        "/kinds/1/fields/- ¦ {\"name\": \"x\", \"type\": \"list\", \"item\": {\"type\": \"json\"}} ¦ /kinds/1/fields/2/item/type ¦ a list has single values",
        "/kinds/1/fields/- ¦ {\"name\": \"x\", \"type\": \"json\", \"unique\": true} ¦ /kinds/1/fields/2/unique ¦ nothing can compare it",
        // Origins.
        "/kinds/0/fields/3/initial ¦ \"'none'\" ¦ /kinds/0/fields/3/initial ¦ must be int here, and is string",
        "/kinds/0/fields/4/computed ¦ \"record.copies - record.lend\" ¦ /kinds/0/fields/4/computed ¦ did you mean 'lent'?",
        "/kinds/0/fields/5/type ¦ \"text\" ¦ /kinds/0/fields/5/type ¦ must be integer",
        "/kinds/0/fields/5/aggregate/by ¦ \"member\" ¦ /kinds/0/fields/5/aggregate/by ¦ must be a reference of loan to book",
        "/kinds/0/fields/5/aggregate/where ¦ \"record.returned == null\" ¦ /kinds/0/fields/5/aggregate/where ¦ there is no field 'returned'",
        "/kinds/0/fields/5/aggregate/function ¦ \"sum\" ¦ /kinds/0/fields/5/aggregate ¦ needs of",
        "/kinds/2/fields/2/type ¦ \"text\" ¦ /kinds/2/fields/2/set_by ¦ now sets an instant",
        "/kinds/1/fields/- ¦ {\"name\": \"x\", \"type\": \"integer\", \"set_by\": \"actions\", \"required\": true} ¦ /kinds/1/fields/2 ¦ needs initial",
        "/kinds/1/fields/- ¦ {\"name\": \"x\", \"type\": \"text\", \"unique\": true, \"required\": true, \"set_by\": \"slug\", \"of\": \"name\", \"follows\": true} ¦ ok ¦",
        "/kinds/1/fields/- ¦ {\"name\": \"x\", \"type\": \"text\", \"required\": true, \"set_by\": \"slug\", \"of\": \"name\"} ¦ /kinds/1/fields/2 ¦ required and unique",
        "/kinds/1/fields/- ¦ {\"name\": \"x\", \"type\": \"url\", \"unique\": true, \"required\": true, \"set_by\": \"slug\", \"of\": \"name\"} ¦ /kinds/1/fields/2/set_by ¦ slug sets a text",
        "/kinds/1/fields/- ¦ {\"name\": \"x\", \"type\": \"text\", \"max_length\": 19, \"unique\": true, \"required\": true, \"set_by\": \"slug\", \"of\": \"name\"} ¦ /kinds/1/fields/2/max_length ¦ 20 characters at least",
        "/kinds/1/fields/- ¦ {\"name\": \"x\", \"type\": \"text\", \"unique\": true, \"required\": true, \"set_by\": \"slug\", \"of\": \"email\"} ¦ /kinds/1/fields/2/of ¦ must be a text that is given",
        "/kinds/1/fields/- ¦ {\"name\": \"x\", \"type\": \"text\", \"unique\": true, \"required\": true, \"set_by\": \"slug\", \"of\": \"nane\"} ¦ /kinds/1/fields/2/of ¦ has no field 'nane'",
        // Kinds.
        "/kinds/0/key ¦ {\"type\": \"slug\", \"of\": \"title\"} ¦ ok ¦",
        "/kinds/0/key ¦ {\"type\": \"slug\", \"of\": \"copies\"} ¦ /kinds/0/key/of ¦ must be a text that is given",
        "/kinds/0/key ¦ {\"type\": \"natural\", \"field\": \"title\"} ¦ /kinds/0/key/field ¦ must be a required and unique field",
        "/kinds/0/key ¦ {\"type\": \"natural\", \"field\": \"isbn\"} ¦ ok ¦",
        "/kinds/0/key ¦ {\"type\": \"code\", \"length\": 3} ¦ /kinds/0/key ¦ fewer than a million",
        "/kinds/0/unique ¦ [{\"fields\": [\"title\", \"free\"]}] ¦ /kinds/0/unique/0/fields/1 ¦ computed when it is read",
        "/kinds/0/no_overlap ¦ [{\"from\": \"copies\", \"to\": \"lent\", \"per\": [\"title\"]}] ¦ ok ¦",
        "/kinds/0/no_overlap ¦ [{\"from\": \"copies\", \"to\": \"title\"}] ¦ /kinds/0/no_overlap/0/to ¦ must be an instant",
        "/kinds/0/expires ¦ \"title\" ¦ /kinds/0/expires ¦ must be an instant field",
        "/kinds/0/rules/0/check ¦ \"record.copies\" ¦ /kinds/0/rules/0/check ¦ must be bool",
        "/kinds/0/fields/- ¦ {\"name\": \"x\", \"type\": \"integer\", \"computed\": \"record.copies - record.open_loans\"} ¦ ok ¦",
        "/kinds/0/rules/0/check ¦ \"record.open_loans < 3\" ¦ /kinds/0/rules/0/check ¦ a figure about other records",
        "/kinds/2/rules ¦ [{\"check\": \"record.book.copies > 1\", \"field\": \"book\", \"message\": \"must have some\"}] ¦ /kinds/2/rules/0/check ¦ check it in an action's guard",
        "/kinds/2/rules ¦ [{\"check\": \"record.book.id != record.member.id\", \"field\": \"book\", \"message\": \"must differ\"}] ¦ ok ¦",
        "/kinds/2/fields/- ¦ {\"name\": \"of\", \"type\": \"integer\", \"computed\": \"record.book.copies\"} ¦ /kinds/2/fields/4/computed ¦ is a field of another record",
        "/kinds/2/fields/- ¦ {\"name\": \"x\", \"type\": \"boolean\", \"computed\": \"record.created_at < now\"} ¦ ok ¦",
        "/kinds/2/fields/- ¦ {\"name\": \"x\", \"type\": \"integer\", \"computed\": \"record.created_at < now ? 1 : 0\"} ¦ /kinds/2/fields/4/type ¦ depends on the moment",
        "/kinds/2/fields/- ¦ {\"name\": \"x\", \"type\": \"text\", \"computed\": \"'now'\"} ¦ ok ¦",
        "/kinds/0/rules/0/field ¦ \"copy\" ¦ /kinds/0/rules/0/field ¦ book has no field 'copy'",
        "/kinds/0/list/filters/0/field ¦ \"free\" ¦ /kinds/0/list/filters/0/field ¦ nothing can filter by it",
        "/kinds/0/list/filters/1/by ¦ [\"prefix\"] ¦ /kinds/0/list/filters/1/by ¦ only text has a prefix",
        "/kinds/2/list/filters/0/by ¦ [\"range\"] ¦ /kinds/2/list/filters/0/by ¦ a reference has no range",
        "/kinds/0/list/search ¦ [\"copies\"] ¦ /kinds/0/list/search/0 ¦ must be a text field",
        "/kinds/0/list/default_order ¦ \"isbn\" ¦ /kinds/0/list/default_order ¦ named in order",
        "/kinds/0/access ¦ {\"create\": \"owner\"} ¦ /kinds/0/access/create ¦ whoever makes a record is its owner",
        "/kinds/0/access ¦ {\"read\": \"nobody\"} ¦ /kinds/0/access/read ¦ nobody can read it",
        "/kinds/0/access ¦ {\"read\": {\"when\": \"record.title.upper() == 'X'\"}} ¦ /kinds/0/access/read/when ¦ can only be compared",
        "/kinds/1/operations ¦ [\"read\"] ¦ /kinds/1/operations ¦ nothing can ever make a member",
        "/kinds/1/fields/- ¦ {\"name\": \"best\", \"type\": \"reference\", \"kind\": \"loan\", \"required\": true} ¦ /kinds/1/fields/2 ¦ circle of required references",
        // Actions.
        "/actions/0/kind ¦ \"loan\" ¦ /actions/0/guards/0/check ¦ there is no field",
        "/actions/0/inputs/0/unique ¦ true ¦ /actions/0/inputs/0/unique ¦ cannot be unique",
        "/actions/0/guards/0/check ¦ \"record.lent\" ¦ /actions/0/guards/0/check ¦ must be bool",
        "/actions/0/effects/0/values ¦ {\"free\": \"1\"} ¦ /actions/0/effects/0/values/free ¦ set by the service itself",
        "/actions/0/effects/0/values ¦ {\"lend\": \"1\"} ¦ /actions/0/effects/0/values/lend ¦ book has no field 'lend'",
        "/actions/0/effects/0/values ¦ {\"lent\": \"null\"} ¦ /actions/0/effects/0/values/lent ¦ must not be null",
        "/actions/0/effects/0/set ¦ \"record.lent\" ¦ /actions/0/effects/0/set ¦ must be a record",
        "/actions/0/effects/1/values ¦ {\"book\": \"record\"} ¦ /actions/0/effects/1/values ¦ leaves out 'member'",
        "/actions/0/effects/1/values/member ¦ \"record\" ¦ /actions/0/effects/1/values/member ¦ must be member record here, and is book record",
        "/actions/0/effects/1/as ¦ \"loans\" ¦ /actions/0/effects/1/as ¦ the name of all of a kind",
        "/actions/0/answer/created ¦ \"lone\" ¦ /actions/0/answer/created ¦ no effect has \"as\": \"lone\"",
        "/actions/0/on ¦ \"collection\" ¦ /actions/0/guards/0/check ¦ there is no 'record' here",
        "/actions/1/effects ¦ [] ¦ /actions/1/effects ¦ does nothing",
        "/actions/1/effects/0 ¦ {\"delete\": \"record\"} ¦ /actions/1/answer ¦ the record is deleted",
        "/actions/1/access ¦ {\"when\": \"record.member.email == caller\"} ¦ ok ¦",
        "/actions/1/effects/- ¦ {\"set_each\": \"books.filter(b, b.copies > 3)\", \"values\": {\"copies\": \"b.copies - 1\"}} ¦ ok ¦",
        "/actions/1/effects/- ¦ {\"take\": \"books\", \"order\": \"free\", \"as\": \"x\", \"none\": {\"reason\": \"NO\", \"message\": \"No.\"}} ¦ /actions/1/effects/2/order ¦ nothing can order by it",
        // Figures by groups.
        "/actions/1/answer ¦ {\"values\": [{\"name\": \"n\", \"type\": \"json\", \"each\": {\"type\": \"integer\"}, \"value\": \"books\", \"groups\": {\"by\": \"copies\", \"measures\": [{\"name\": \"x\", \"function\": \"count\"}]}}]} ¦ ok ¦",
        "/actions/1/answer ¦ {\"values\": [{\"name\": \"n\", \"type\": \"json\", \"each\": {\"type\": \"integer\"}, \"value\": \"books.filter(b, b.copies > 3)\", \"groups\": {\"by\": \"copies\", \"measures\": [{\"name\": \"x\", \"function\": \"sum\", \"of\": \"lent\"}]}}]} ¦ ok ¦",
        "/actions/1/answer ¦ {\"values\": [{\"name\": \"n\", \"type\": \"json\", \"each\": {\"type\": \"integer\"}, \"value\": \"books\", \"groups\": {\"by\": \"free\", \"measures\": [{\"name\": \"x\", \"function\": \"count\"}]}}]} ¦ /actions/1/answer/values/0/groups/by ¦ nothing can group by it",
        "/actions/1/answer ¦ {\"values\": [{\"name\": \"n\", \"type\": \"json\", \"each\": {\"type\": \"integer\"}, \"value\": \"loans\", \"groups\": {\"by\": \"lent_at\", \"measures\": [{\"name\": \"x\", \"function\": \"count\"}]}}]} ¦ /actions/1/answer/values/0/groups/by ¦ must be a text that minds cases",
        "/actions/1/answer ¦ {\"values\": [{\"name\": \"n\", \"type\": \"json\", \"each\": {\"type\": \"integer\"}, \"value\": \"loans\", \"groups\": {\"by\": \"lent_at\", \"per\": \"month\", \"measures\": [{\"name\": \"x\", \"function\": \"count\"}]}}]} ¦ ok ¦",
        "/actions/1/answer ¦ {\"values\": [{\"name\": \"n\", \"type\": \"json\", \"each\": {\"type\": \"integer\"}, \"value\": \"books\", \"groups\": {\"by\": \"created_at\", \"per\": \"month\", \"measures\": [{\"name\": \"x\", \"function\": \"count\"}]}}]} ¦ ok ¦",
        "/actions/1/answer ¦ {\"values\": [{\"name\": \"n\", \"type\": \"json\", \"each\": {\"type\": \"integer\"}, \"value\": \"books\", \"groups\": {\"by\": \"copies\", \"per\": \"month\", \"measures\": [{\"name\": \"x\", \"function\": \"count\"}]}}]} ¦ /actions/1/answer/values/0/groups/per ¦ is there for a date",
        "/actions/1/answer ¦ {\"values\": [{\"name\": \"n\", \"type\": \"json\", \"each\": {\"type\": \"integer\"}, \"value\": \"loans\", \"groups\": {\"by\": \"lent_at\", \"per\": \"month\", \"every\": true, \"measures\": [{\"name\": \"x\", \"function\": \"count\"}]}}]} ¦ /actions/1/answer/values/0/groups/per ¦ without every",
        "/actions/1/answer ¦ {\"values\": [{\"name\": \"n\", \"type\": \"json\", \"each\": {\"type\": \"integer\"}, \"value\": \"books\", \"groups\": {\"by\": \"copies\", \"every\": true, \"measures\": [{\"name\": \"x\", \"function\": \"count\"}]}}]} ¦ /actions/1/answer/values/0/groups/every ¦ only enums and truths",
        "/actions/1/answer ¦ {\"values\": [{\"name\": \"n\", \"type\": \"json\", \"each\": {\"type\": \"integer\"}, \"value\": \"books\", \"groups\": {\"by\": \"copies\", \"among\": \"['a', 'b']\", \"measures\": [{\"name\": \"x\", \"function\": \"count\"}]}}]} ¦ ok ¦",
        "/actions/1/answer ¦ {\"values\": [{\"name\": \"n\", \"type\": \"json\", \"each\": {\"type\": \"integer\"}, \"value\": \"books\", \"groups\": {\"by\": \"copies\", \"among\": \"3\", \"measures\": [{\"name\": \"x\", \"function\": \"count\"}]}}]} ¦ /actions/1/answer/values/0/groups/among ¦ must be",
        "/actions/1/answer ¦ {\"values\": [{\"name\": \"n\", \"type\": \"integer\", \"value\": \"books\", \"groups\": {\"by\": \"copies\", \"measures\": [{\"name\": \"x\", \"function\": \"count\"}]}}]} ¦ /actions/1/answer/values/0/type ¦ must be json with each",
        "/actions/1/answer ¦ {\"values\": [{\"name\": \"n\", \"type\": \"json\", \"each\": {\"type\": \"integer\"}, \"value\": \"books\", \"groups\": {\"by\": \"copies\", \"key\": \"c\", \"measures\": [{\"name\": \"x\", \"function\": \"count\"}]}}]} ¦ /actions/1/answer/values/0/type ¦ must be a list of objects",
        "/actions/1/answer ¦ {\"values\": [{\"name\": \"n\", \"type\": \"json\", \"each\": {\"type\": \"integer\"}, \"value\": \"books.size()\", \"groups\": {\"by\": \"copies\", \"measures\": [{\"name\": \"x\", \"function\": \"count\"}]}}]} ¦ /actions/1/answer/values/0/value ¦ must be",
        "/actions/1/answer ¦ {\"values\": [{\"name\": \"n\", \"type\": \"json\", \"each\": {\"type\": \"integer\"}, \"value\": \"loans\", \"groups\": {\"by\": \"book\", \"measures\": [{\"name\": \"x\", \"function\": \"max\", \"of\": \"returned_at\"}]}}]} ¦ /actions/1/answer/values/0/groups/by ¦ must be a text",
        // Reports and functions.
        "/reports/0/where ¦ \"record.lent_at\" ¦ /reports/0/where ¦ must be bool",
        "/reports/0/groups/0/by ¦ \"day\" ¦ /reports/0/groups/0/by ¦ only instants",
        "/reports/0/groups/0/field ¦ \"who\" ¦ /reports/0/groups/0/field ¦ loan has no field 'who'",
        "/reports/0/measures/0/of ¦ \"member\" ¦ /reports/0/measures/0/of ¦ a count is of records",
        "/reports/0/measures/0/name ¦ \"member\" ¦ /reports/0/measures/0/name ¦ is there already",
        "/reports/0/order/0 ¦ \"-members\" ¦ /reports/0/order/0 ¦ must be the name of a group or a measure",
        "/functions/0/lets/0/value ¦ \"input.day\" ¦ /functions/0/lets/0/value ¦ did you mean 'days'?",
        "/functions/0/lets/0/name ¦ \"input\" ¦ /functions/0/lets/0/name ¦ has its own meaning",
        "/functions/0/outputs/0/value ¦ \"'much'\" ¦ /functions/0/outputs/0/value ¦ must be decimal here, and is string",
        "/functions/0/inputs/0/required ¦ false ¦ /functions/0/lets/0/value ¦ input.days may have no value",
        // Examples.
        "/examples/0/exchanges/2/path ¦ \"/books/{bok}/borrow\" ¦ /examples/0/exchanges/2/path ¦ nothing saved 'bok'",
        "/examples/0/exchanges/2/path ¦ \"/books/{book}/lend\" ¦ /examples/0/exchanges/2/path ¦ is not served",
        "/examples/0/exchanges/2/body ¦ {\"member\": \"{who}\"} ¦ /examples/0/exchanges/2/body ¦ nothing saved 'who'",
        "/examples/0/exchanges/0/body/pages ¦ 3 ¦ /examples/0/exchanges/0/body/pages ¦ book has no field 'pages'; it has title",
        "/examples/0/exchanges/0/body/lent ¦ 0 ¦ /examples/0/exchanges/0/body/lent ¦ is set by the service itself",
        "/examples/0/exchanges/0/body/id ¦ \"x\" ¦ /examples/0/exchanges/0/body/id ¦ is set by the service itself",
        "/examples/0/exchanges/0/body/copies ¦ -1 ¦ /examples/0/exchanges/0/body/copies ¦ must be at least 0",
        "/examples/0/exchanges/0/body/copies ¦ true ¦ /examples/0/exchanges/0/body/copies ¦ must be a number",
        "/examples/0/exchanges/0/body/isbn ¦ \"12\" ¦ /examples/0/exchanges/0/body/isbn ¦ must match the field's pattern",
        "/examples/0/exchanges/0/body ¦ {\"title\": \"Emma\", \"copies\": 1} ¦ /examples/0/exchanges/0/body ¦ leaves out 'isbn'",
        "/examples/0/exchanges/0/body ¦ [] ¦ /examples/0/exchanges/0/body ¦ must be an object",
        "/examples/0/exchanges/2/body ¦ {\"membre\": \"{member}\"} ¦ /examples/0/exchanges/2/body/membre ¦ borrow has no input 'membre'; it has member",
        "/examples/0/exchanges/3/body ¦ {\"membre\": 1} ¦ ok ¦",
        // Defaults.
        "/kinds/0/fields/2/default ¦ \"-1\" ¦ /kinds/0/fields/2/default ¦ must be at least 0",
        "/kinds/0/fields/2/default ¦ \"1\" ¦ ok ¦",
        "/kinds/0/fields/3/initial ¦ \"0\" ¦ ok ¦",
        "/kinds/0/fields/3/initial ¦ \"record.copies\" ¦ ok ¦",
        "/kinds/0/fields/3/initial ¦ \"record.lent\" ¦ /kinds/0/fields/3/initial ¦ there is no field 'lent'",
        "/kinds/0/fields/3/initial ¦ \"record.title\" ¦ /kinds/0/fields/3/initial ¦ must be int here, and is string",
        "/kinds/1/fields/0/default ¦ \"'Ada'\" ¦ ok ¦",
        "/kinds/1/fields/- ¦ {\"name\": \"x\", \"type\": \"text\", \"pattern\": \"[a-z]+\", \"default\": \"'A'\"} ¦ /kinds/1/fields/2/default ¦ must match",
        "/kinds/1/fields/- ¦ {\"name\": \"x\", \"type\": \"text\", \"max_length\": 2, \"default\": \"'abc'\"} ¦ /kinds/1/fields/2/default ¦ must have 0 to 2 characters",
        "/kinds/1/fields/- ¦ {\"name\": \"x\", \"type\": \"decimal\", \"exclusive_max\": 1, \"default\": \"1.0\"} ¦ /kinds/1/fields/2/default ¦ must be below 1",
        "/kinds/1/fields/- ¦ {\"name\": \"x\", \"type\": \"money\", \"min\": 1, \"default\": \"decimal('0.50')\"} ¦ /kinds/1/fields/2/default ¦ must be at least 1",
        "/kinds/1/fields/- ¦ {\"name\": \"x\", \"type\": \"integer\", \"max\": 3, \"set_by\": \"actions\", \"initial\": \"4\"} ¦ /kinds/1/fields/2/initial ¦ must be at most 3",
        "/functions/0/inputs/0/default ¦ \"-3\" ¦ /functions/0/inputs/0/default ¦ must be at least 0",
      })
  void aProblemIsSaidAtItsPlaceWithItsFix(
      String pointer, String json, String where, String message) {
    var specification = Specifications.read(Corpus.with(Corpus.LIBRARY, pointer, json));

    var problems = Checker.check(specification);

    if (where.equals("ok")) {
      assertThat(problems).isEmpty();
    } else {
      assertThat(problems)
          .anySatisfy(
              problem -> {
                assertThat(problem.pointer()).isEqualTo(where);
                assertThat(problem.message()).contains(message);
              });
    }
  }
}
