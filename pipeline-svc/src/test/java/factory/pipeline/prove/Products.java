package factory.pipeline.prove;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.FieldType.Bounds;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Specification;
import factory.pipeline.write.Artifact;
import factory.pipeline.write.Writer;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One kind with a field of many types: what is said, and what is written. */
final class Products {
  static final String SOURCE = "src/factory/generated/Products.java";

  private Products() {}

  static Artifact artifact() {
    return new Writer().write(specification());
  }

  private static Field field(String name, FieldType type, boolean required, boolean unique) {
    return new Field(name, type, "", required, unique, new Origin.Given(Optional.empty(), false));
  }

  private static FieldType text(int most) {
    return new FieldType.Text(0, most, Optional.empty(), false, false, false);
  }

  private static Bounds bounds(String min, String max) {
    return new Bounds(
        Optional.of(min).filter(m -> !m.isEmpty()).map(BigDecimal::new),
        false,
        Optional.of(max).filter(m -> !m.isEmpty()).map(BigDecimal::new),
        false);
  }

  /** What the idea says. */
  static Specification specification() {
    var kind =
        new Kind(
            "product",
            "products",
            "",
            new Kind.Key.Uuid(),
            List.of(
                field("sku", text(1000), true, true),
                field("name", text(1000), false, false),
                field(
                    "description",
                    new FieldType.Text(0, 20_000, Optional.empty(), true, false, false),
                    false,
                    false),
                field("price", new FieldType.Money(bounds("0", "")), false, false),
                field("stock", new FieldType.Whole(bounds("0", "500")), false, false),
                field(
                    "size",
                    new FieldType.Choice(List.of("small", "large"), Map.of()),
                    false,
                    false),
                field("url", new FieldType.Url(), false, false),
                field("supplier_email", new FieldType.Email(), false, false),
                field("available", new FieldType.Truth(), false, false),
                field("released_on", new FieldType.Date(), false, false),
                field("checked_at", new FieldType.Instant(), false, false),
                field("tags", new FieldType.ListOf(text(500), 0, 100), false, false)),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Kind.Listing.NEWEST_FIRST,
            Kind.KindAccess.OPEN,
            EnumSet.allOf(Kind.Operation.class));
    return new Specification(
        1,
        "Products",
        "",
        List.of(kind),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
