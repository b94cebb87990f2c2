// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.introspect.Table;
import dev.upq.introspect.TableSketch;
import dev.upq.introspect.diagram.Island.Placed;
import dev.upq.introspect.diagram.Island.Point;
import dev.upq.introspect.diagram.Island.Route;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** Diagrams: what may not overlap does not, whatever references what. */
class SchemaDiagramTest {

  private static final int SEEDS = Integer.getInteger("upq.diagram.seeds", 20);

  private static TableSketch table(String name) {
    return TableSketch.of("app", name)
        .column("id", TableSketch.type("int8"), false)
        .primaryKey("id");
  }

  private static TableSketch to(TableSketch from, String... tables) {
    for (String each : tables) {
      from.column(each + "_id", TableSketch.type("int8"), true)
          .foreignKey(each + "_id", each, "id");
    }
    return from;
  }

  /** Tables that reference each other as a seed says: circles, themselves, twice the same. */
  private static List<Table> random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int count = random.nextInt(1, 45);
    int links = random.nextInt(count + count / 3 + 1);
    List<TableSketch> sketches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TableSketch sketch = table("t" + i);
      for (int more = random.nextInt(12); more > 0; more--) {
        sketch.column("column_" + more, TableSketch.type("text"), more % 2 == 0);
      }
      sketches.add(sketch);
    }
    for (int i = 0; i < links; i++) {
      TableSketch from = sketches.get(random.nextInt(count));
      String column = "to" + i;
      from.column(column, TableSketch.type("int8"), true)
          .foreignKey(column, "t" + random.nextInt(random.nextInt(count) + 1), "id");
    }
    return sketches.stream().map(TableSketch::table).toList();
  }

  @Test
  void noBoxTouchesAnotherAndNoLineGoesThroughOne() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Subject subject = Subject.of(random(seed));
      Shelves picture = Shelves.of(subject);
      assertThat(picture.boxes()).as("seed %d", seed).hasSameSizeAs(subject.boxes());
      assertThat(picture.routes()).as("seed %d", seed).hasSameSizeAs(subject.links());
      for (Placed one : picture.boxes()) {
        for (Placed other : picture.boxes()) {
          assertThat(one.number() != other.number() && overlap(one, other, 8))
              .as("seed %d: %s and %s overlap", seed, one, other)
              .isFalse();
        }
        for (Route route : picture.routes()) {
          assertThat(through(route, one))
              .as("seed %d: %s goes through %s", seed, route, one)
              .isFalse();
        }
      }
    }
  }

  @Test
  void everyLineBeginsAndEndsAtTheRowsOfItsKey() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Shelves picture = Shelves.of(Subject.of(random(seed)));
      List<Placed> boxes = new ArrayList<>(Collections.nCopies(picture.boxes().size(), null));
      picture.boxes().forEach(box -> boxes.set(box.number(), box));
      for (Route route : picture.routes()) {
        Link link = route.link();
        Point child = route.childLeft() ? route.points().getFirst() : route.points().getLast();
        Point parent = route.childLeft() ? route.points().getLast() : route.points().getFirst();
        assertThat(atRow(child, boxes.get(link.child()), link.childRow()))
            .as("seed %d: %s", seed, link)
            .isTrue();
        assertThat(atRow(parent, boxes.get(link.parent()), link.parentRow()))
            .as("seed %d: %s", seed, link)
            .isTrue();
      }
    }
  }

  private static boolean atRow(Point point, Placed box, int row) {
    boolean side =
        Math.abs(point.x() - box.x()) < 0.01 || Math.abs(point.x() - box.x() - box.width()) < 0.01;
    return side && Math.abs(point.y() - box.y() - box.box().middle(row)) < 0.01;
  }

  private static boolean overlap(Placed one, Placed other, double apart) {
    return one.x() < other.x() + other.width() + apart
        && other.x() < one.x() + one.width() + apart
        && one.y() < other.y() + other.box().height() + apart
        && other.y() < one.y() + one.box().height() + apart;
  }

  /** Whether one of many points on a line lies in a box. */
  private static boolean through(Route route, Placed box) {
    List<Point> points = route.points();
    for (int i = 1; i < points.size() && !route.link().toItself(); i++) {
      Point from = points.get(i - 1);
      Point to = points.get(i);
      for (int step = 1; step < 40; step++) {
        double t = step / 40.0;
        double x = from.x() + (to.x() - from.x()) * (1.5 * t * (1 - t) + t * t * t);
        double y = from.y() + (to.y() - from.y()) * (3 * t * t - 2 * t * t * t);
        boolean straight = i % 2 == 0;
        x = straight ? from.x() + (to.x() - from.x()) * t : x;
        y = straight ? from.y() : y;
        if (x > box.x() + 1
            && x < box.x() + box.width() - 1
            && y > box.y() + 1
            && y < box.y() + box.box().height() - 1) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void aTreeIsDrawnWithoutACrossing() {
    List<Table> tree = new ArrayList<>();
    tree.add(table("n0").table());
    for (int i = 1; i < 31; i++) {
      tree.add(to(table("n" + i), "n" + (i * 7 % 31 == 0 ? 0 : (i - 1) / 2)).table());
    }
    assertThat(crossings(Shelves.of(Subject.of(tree)))).isZero();
  }

  @Test
  void crossingsAreFewerThanWhereOrderIsLeftAsItIs() {
    List<Table> knot = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      knot.add(table("left" + i).table());
      knot.add(to(table("right" + i), "left" + (7 - i)).table());
    }
    knot.add(to(table("all"), "left0", "left1", "left2", "left3", "left4", "left5").table());
    assertThat(crossings(Shelves.of(Subject.of(knot)))).isLessThan(4);
  }

  /** Pairs of lines between the same two layers whose ends stand in another order. */
  private static long crossings(Shelves picture) {
    List<Route> routes = picture.routes();
    long count = 0;
    for (int i = 0; i < routes.size(); i++) {
      for (int j = i + 1; j < routes.size(); j++) {
        Point a = routes.get(i).points().getFirst();
        Point b = routes.get(j).points().getFirst();
        Point c = routes.get(i).points().get(1);
        Point d = routes.get(j).points().get(1);
        boolean same = a.x() == b.x() && c.x() == d.x();
        count += same && (a.y() - b.y()) * (c.y() - d.y()) < 0 ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void thePictureIsSoundWhateverNamesAre() throws Exception {
    String odd = "a<b>&\"c\" \u0007 \uD83D\uDE80 ]]>";
    Table one =
        TableSketch.of("app", odd)
            .column(odd, TableSketch.type("app", odd, 1), true)
            .column("\uFFFE\uD800", TableSketch.type("text"), false)
            .primaryKey(odd)
            .foreignKey(odd, odd, odd)
            .table();
    String svg = SchemaDiagram.of(List.of(one)).svg();
    Document parsed =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    assertThat(parsed.getDocumentElement().getTextContent()).contains("a<b>&\"c\" ? \uD83D\uDE80");
    assertThat(SchemaDiagram.of(List.of(one)).svg()).isEqualTo(svg);
  }

  @Test
  void aPictureOfNothingIsAPicture() {
    assertThat(SchemaDiagram.of(List.of()).svg()).contains("<title>0 tables</title>");
    assertThat(SchemaDiagram.of(List.of()).mermaid()).isEqualTo("erDiagram\n");
  }

  @Test
  void mermaidHasEntitiesKeysAndRelations() {
    Table airport = table("airport").column("odd name", TableSketch.type("text"), true).table();
    Table flight = to(table("flight"), "airport").table();
    assertThat(SchemaDiagram.of(List.of(airport, flight)).mermaid())
        .isEqualTo(
            """
            erDiagram
              t1["airport"] {
                int8 id PK
                text odd_name "odd name; may be NULL"
              }
              t2["flight"] {
                int8 id PK
                int8 airport_id FK "may be NULL"
              }
              t2 }o--o| t1 : "airport_id"
            """);
  }

  @Test
  void aWideTableShowsItsKeysAndCountsTheRest() {
    TableSketch wide = TableSketch.of("app", "wide");
    for (int i = 0; i < 60; i++) {
      wide.column("c" + i, TableSketch.type("text"), true);
    }
    String svg = SchemaDiagram.of(List.of(wide.primaryKey("c59").table())).svg();
    assertThat(svg).contains(">c59</text>", ">and 36 more</text>").doesNotContain(">c58</text>");
  }
}
