// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The text of small surfaces made in memory. */
class ApiDumpTest {

  private static final Pattern TYPE = Pattern.compile("(?:class|interface) (\\w+)");

  @Test
  void aTypeIsShownWithItsPublicAndProtectedMembersInOrder() {
    assertThat(
            dump(
                """
                package p;
                import java.util.*;
                import org.jspecify.annotations.Nullable;
                public abstract class A<T extends Comparable<? super T>> extends ArrayList<T> {
                  public static final int MOST = 5;
                  public static final String NAME = "a\\nb";
                  int hidden;
                  protected A(String... names) {}
                  private A(int i) {}
                  public <E extends Exception> Map<String, ? extends T[]> z(long l) throws E {
                    return null;
                  }
                  public final void b() throws java.io.IOException, IllegalStateException {}
                  protected abstract @Nullable String c(@Nullable T t);
                  void hidden() {}
                  public String toString() { return ""; }
                }
                """))
        .containsExactly(
            "public abstract class p.A<T extends Comparable<? super T>> extends"
                + " java.util.ArrayList<T>",
            "  public static final String NAME = \"a\\nb\"",
            "  public static final int MOST = 5",
            "  protected A(String...)",
            "  protected abstract @Nullable String c(@Nullable T)",
            "  public <E extends Exception> java.util.Map<String, ? extends T[]> z(long) throws E",
            "  public final void b() throws IllegalStateException, java.io.IOException");
  }

  @Test
  void recordsSealedInterfacesAndEnumsShowWhatMatters() {
    assertThat(
            dump(
                """
                package p;
                public sealed interface Shape {
                  double area();
                  default int sides() { return 0; }
                  static Shape none() { return new Round(0); }
                  record Round(double radius) implements Shape {
                    public double area() { return 0; }
                  }
                  enum Flat implements Shape { A, B; public double area() { return 0; } }
                }
                """))
        .containsExactly(
            "public sealed interface p.Shape permits p.Shape.Flat, p.Shape.Round",
            "  default int sides()",
            "  double area()",
            "  static p.Shape none()",
            "",
            "public enum p.Shape.Flat implements p.Shape",
            "  public static final p.Shape.Flat A",
            "  public static final p.Shape.Flat B",
            "  public double area()",
            "",
            "public record p.Shape.Round(double radius) implements p.Shape",
            "  public Round(double)",
            "  public double area()",
            "  public double radius()");
  }

  @Test
  void whatIsNotOpenAllTheWayOutIsLeftOut() {
    assertThat(
            dump(
                """
                package p;
                class Hidden {
                  public static final class Inside {}
                }
                """))
        .isEmpty();
  }

  @Test
  void aChangeIsShownWithItsType() {
    List<String> before = dump("package p; public interface A { void a(); void b(); }");
    List<String> now = dump("package p; public interface A { void a(); int b(); }");
    assertThat(ApiTest.difference(before, before)).isEmpty();
    assertThat(ApiTest.difference(before, now))
        .containsExactly("- p.A : void b()", "+ p.A : int b()");
  }

  private static List<String> dump(String source) {
    Matcher matcher = TYPE.matcher(source);
    String type = matcher.find() ? matcher.group(1) : "";
    return ApiDump.of(
        List.copyOf(Planted.compile(List.of(), Map.of("p/" + type + ".java", source)).values()));
  }
}
