package factory.pipeline.source.english;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What things have that everybody knows, when nobody says which fields they have. */
final class UsualFields {
  private static final Map<String, String> BY_NOUN = new HashMap<>();

  static {
    put("book novel", "title (required), author, year, notes");
    put("movie film", "title (required), director, year, notes");
    put("song track", "title (required), artist, album");
    put("album record", "title (required), artist, year");
    put("author artist director", "name (required), bio");
    put(
        "person friend member guest student teacher employee volunteer patient",
        "name (required), email, phone");
    put("customer client contact supplier vendor", "name (required), email, phone, address");
    put("company team club department organisation organization", "name (required), description");
    put("product article", "name (required), price, description");
    put("item thing", "name (required), notes");
    put("event concert party meetup", "title (required), starts at (required), place, description");
    put("note memo", "title (required), body");
    put("post blog_post article_post", "title (required), body (required)");
    put("task todo chore todo_item", "title (required), due date (optional), done");
    put("recipe", "title (required), ingredients, instructions");
    put("bookmark link", "url (required), title, tags");
    put("quote", "text (required), author");
    put("category tag genre", "name (required)");
    put("plant", "name (required), species, notes");
    put("pet dog cat", "name (required), species, birthday");
    put("car vehicle", "make (required), model, year");
    put("place location restaurant shop", "name (required), address, notes");
    put("room court table", "name (required), capacity");
    put("project", "name (required), description");
    put("job vacancy", "title (required), company, description");
    put("course lesson class", "title (required), description");
    put("wine beer", "name (required), vintage year, notes");
    put("game", "title (required), year");
    put("photo picture", "title (required), url (required)");
    put("idea suggestion", "title (required), description");
    put("comment message", "text (required)");
    put("review", "stars from 1 to 5 (required), text");
    put("faq question", "question (required), answer");
    put("country city", "name (required)");
    put("device asset tool", "name (required), serial number, notes");
    put("habit", "name (required)");
    put("goal", "title (required), deadline, done");
  }

  private UsualFields() {}

  private static void put(String nouns, String fields) {
    for (var noun : nouns.split(" ")) {
      BY_NOUN.put(noun, fields);
    }
  }

  /** The fields of a thing; empty when it is not a thing that everybody knows. */
  static Optional<List<FieldReader.Read>> of(Noun noun) {
    var phrase = BY_NOUN.get(noun.singular());
    if (phrase == null) {
      return Optional.empty();
    }
    try {
      List<FieldReader.Read> read = new ArrayList<>();
      for (var item : FieldList.items(phrase)) {
        read.add(FieldReader.read(noun.singular(), item.phrase(), item.choices()));
      }
      return Optional.of(read);
    } catch (Misread misread) {
      throw new IllegalStateException(phrase, misread);
    }
  }
}
