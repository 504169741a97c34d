package factory.runtime;

import java.io.IOException;

/** Owners and their pets, at the routes and by the names of a document. */
final class Clinic {
  static final ErrorShape ERRORS =
      ErrorShape.of("application/vnd.clinic+json")
          .in("error")
          .status("code")
          .detail("message")
          .constant("docs", "{ \"at\": \"/help\" }");

  /** An owner is seen by whoever made it. */
  static final Resource OWNERS =
      Resource.of("owner", "owners", Field.text("full_name").required().unique())
          .sequenceKey()
          .read(Access.owner())
          .called("id", "ownerId")
          .called("full_name", "fullName")
          .routes(
              Route.list("/owners").in("items"),
              Route.create("POST", "/owners"),
              Route.read("/owners/{ownerId}").key("ownerId", "id"),
              Route.delete("DELETE", "/owners/{ownerId}")
                  .key("ownerId", "id")
                  .status(200)
                  .answersRecord());

  static final Resource PETS =
      Resource.of(
              "pet",
              "pets",
              Field.text("name").required().to(20),
              Field.text("nick_name"),
              Field.reference("owner", "owners"),
              Field.wholeNumber("age").from(0).to(99),
              Field.oneOf("status", "available", "sold").orElse("available"),
              Field.text("chip_code").unique(),
              Field.number("weight"),
              Field.wholeNumber("visits").setByActions(0L),
              Field.date("born_on"))
          .sequenceKey()
          .defaultOrder("created_at")
          .filter("status", Filter.EQUAL)
          .filter("age", Filter.RANGE)
          .search("name", "nick_name")
          .order("age", "name")
          .called("id", "petId")
          .called("nick_name", "nickName")
          .called("owner", "ownerId")
          .called("chip_code", "chipCode")
          .called("created_at", "createdAt")
          .routes(
              Route.list("/owners/{ownerId}/pets")
                  .key("ownerId", "owner")
                  .in("items")
                  .figure("total", Route.Part.TOTAL)
                  .limit("limit", 3, 5)
                  .offset("offset")
                  .parameter("status", "status", Route.By.EQUAL)
                  .parameter("minAge", "age", Route.By.FROM)
                  .parameter("maxAge", "age", Route.By.TO)
                  .parameter("ages", "age", Route.By.ANY_OF)
                  .parameter("begins", "name", Route.By.PREFIX)
                  .parameter("since", "created_at", Route.By.FROM)
                  .search("query")
                  .order("sort")
                  .instead(400, 422),
              Route.list("/pets").limit("size", 2, 4).page("page", 1).order("sort"),
              Route.list("/pets/zero-based").limit(2).page("page", 0),
              Route.list("/pets/all"),
              Route.list("/pets/sorted")
                  .in("content")
                  .limit("size", 3, 50)
                  .page("page", 0)
                  .order(
                      "sort",
                      OrderWords.several()
                          .word("name,desc", "-name")
                          .word("age", "age")
                          .word("age,desc", "-age")
                          .word("newest", "-created_at"))
                  .figure("first", Route.Part.FIRST)
                  .figure("last", Route.Part.LAST)
                  .figure("before", Route.Part.BEFORE)
                  .figure("empty", Route.Part.EMPTY),
              Route.create("POST", "/owners/{ownerId}/pets")
                  .key("ownerId", "owner")
                  .bodyIn("pet")
                  .in("pet")
                  .instead(422, 400),
              Route.create("POST", "/pet").status(200),
              Route.read("/owners/{ownerId}/pets/{petId}")
                  .key("ownerId", "owner")
                  .key("petId", "id")
                  .in("pet"),
              Route.read("/pets/{petId}").key("petId", "id"),
              Route.update("PUT", "/owners/{ownerId}/pets/{petId}")
                  .key("ownerId", "owner")
                  .key("petId", "id"),
              Route.update("PATCH", "/pets/{petId}")
                  .key("petId", "id")
                  .answersNothing()
                  .status(204),
              Route.update("POST", "/pets/{petId}").key("petId", "id"),
              Route.delete("DELETE", "/pets/{petId}")
                  .key("petId", "id")
                  .status(200)
                  .answers("{ \"deleted\": true }"),
              Route.delete("DELETE", "/owners/{ownerId}/pets/{petId}")
                  .key("ownerId", "owner")
                  .key("petId", "id")
                  .instead(404, 410));

  private Clinic() {}

  /** An owner's id. */
  static String owner(Running service, String wallet, String name) throws IOException {
    return service
        .call(wallet, "POST", "/owners", "{\"fullName\":\"" + name + "\"}")
        .is(201)
        .text("ownerId");
  }

  /** A pet's id. */
  static String pet(Running service, String wallet, String owner, String json) throws IOException {
    return service
        .call(wallet, "POST", "/owners/" + owner + "/pets", "{\"pet\":{" + json + "}}")
        .is(201)
        .json()
        .path("pet")
        .path("petId")
        .asText();
  }
}
