// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgResultException;
import dev.upq.row.Columns;
import dev.upq.row.QueryResult;
import java.lang.invoke.MethodHandles;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which records can be reached, how large they may be, and what is kept of them. */
final class AccessTest {

  private static final int LOADERS = 1_000;
  private static final int THREADS = 64;
  private static final int ROUNDS = 50;

  @TempDir Path folder;

  private record Hidden(int id) {}

  @Test
  @DisplayName("RF-07: private and local records need nothing where their module is open")
  void privateAndLocalRecordsAreMade() {
    record Local(int id) {}
    QueryResult result = Results.row(Results.columns("id int4"), 5);
    assertThat(result.one(Hidden.class)).isEqualTo(new Hidden(5));
    assertThat(result.one(Local.class)).isEqualTo(new Local(5));
  }

  @Test
  @DisplayName("RF-07: a record of a module that is not opened is refused with the fix, or reached")
  void aClosedModuleIsToldAndReached() throws ReflectiveOperationException {
    Class<?> owner =
        Compiled.inClosedModule(
            folder,
            "shut",
            Map.of(
                "module-info",
                "module shut {}",
                "shut.inner.Owner",
                """
                package shut.inner;
                public final class Owner {
                  public record Inner(int n) {}
                  private record Secret(int id, Inner inner) {}
                  public static Class<?> secret() { return Secret.class; }
                  public static Object made() { return new Secret(5, new Inner(6)); }
                  public static java.lang.invoke.MethodHandles.Lookup lookup() {
                    return java.lang.invoke.MethodHandles.lookup();
                  }
                }
                """),
            "shut.inner.Owner");
    Class<?> secret = (Class<?>) Compiled.call(owner, "secret");
    QueryResult result = Results.row(Results.columns("id int4", "inner_n int4"), 5, 6);
    assertThatThrownBy(() -> result.one(secret))
        .isInstanceOf(PgResultException.class)
        .hasMessageContaining("module shut")
        .hasMessageContaining("opens shut.inner")
        .hasMessageContaining("with(MethodHandles.lookup())");
    MethodHandles.Lookup lookup = (MethodHandles.Lookup) Compiled.call(owner, "lookup");
    Object made = result.one(Mapping.of(secret).with(lookup));
    assertThat(made.equals(Compiled.call(owner, "made"))).isTrue();
    assertThat(
            NamedStatement.of("select :id, :inner_n")
                .<Object[]>bind(Parameters.of((Record) made).with(lookup), (sql, values) -> values))
        .containsExactly(5, 6);
    assertThatThrownBy(() -> result.one(secret)).isInstanceOf(PgResultException.class);
  }

  @Test
  @DisplayName("RF-06: as many components as the JVM has places for, with a clear word beyond")
  void wideRecordsAreMade() throws ReflectiveOperationException {
    wide("int", 253, true);
    wide("int", 254, false);
    wide("long", 126, true);
    wide("long", 127, false);
    wide("String", 253, true);
  }

  private void wide(String type, int width, boolean fits) throws ReflectiveOperationException {
    String name = "Wide" + type + width;
    String components =
        IntStream.range(0, width).mapToObj(i -> type + " c" + i).collect(Collectors.joining(", "));
    Compiled.into(folder, Map.of(name, "public record " + name + "(" + components + ") {}"));
    Class<?> wide = new Compiled.Loader(name, Compiled.bytes(folder, name)).define();
    String sql = Map.of("int", "int4", "long", "int8", "String", "text").get(type);
    Columns columns =
        Results.columns(
            IntStream.range(0, width).mapToObj(i -> "c" + i + " " + sql).toArray(String[]::new));
    Object[] values =
        IntStream.range(0, width)
            .mapToObj(i -> type.equals("String") ? (Object) ("v" + i) : (Object) i)
            .toArray();
    QueryResult result = Results.row(columns, values);
    if (fits) {
      Object made = result.one(wide);
      assertThat(made.toString())
          .startsWith(name + "[c0=" + values[0] + ", ")
          .endsWith("c" + (width - 1) + "=" + values[width - 1] + "]");
      assertThat(MappedType.of(wide, null).take().values(made)).hasSize(width);
    } else {
      assertThatThrownBy(() -> result.one(wide))
          .isInstanceOf(PgResultException.class)
          .hasMessageContaining("253")
          .hasMessageContaining("nested");
    }
  }

  @Test
  @DisplayName("RF-17: 64 threads that come first have the code made once")
  void codeIsMadeOnce() throws Exception {
    Compiled.into(folder, Map.of("First", "public record First(int id, String name) {}"));
    byte[] bytes = Compiled.bytes(folder, "First");
    QueryResult result = Results.row(Results.columns("id int4", "name text"), 1, "a");
    long before = Generated.COUNT.sum();
    CyclicBarrier start = new CyclicBarrier(THREADS);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int round = 0; round < ROUNDS; round++) {
        Class<?> first = new Compiled.Loader("First", bytes).define();
        List<Future<String>> made = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          made.add(
              threads.submit(
                  () -> {
                    start.await();
                    return result.one(first).toString();
                  }));
        }
        for (Future<String> each : made) {
          assertThat(each.get()).isEqualTo("First[id=1, name=a]");
        }
        assertThat(RecordMapping.instance().mapper(first, result.columns()))
            .isSameAs(RecordMapping.instance().mapper(first, result.columns()));
      }
    }
    assertThat(Generated.COUNT.sum() - before).isEqualTo(ROUNDS);
  }

  @Test
  @DisplayName("RF-08: other columns behind the same text are laid against the record anew")
  void otherColumnsAreLaidAnew() {
    record Two(int a, int b) {}
    assertThat(Results.row(Results.columns("a int4", "b int4"), 1, 2).one(Two.class))
        .isEqualTo(new Two(1, 2));
    long before = Generated.COUNT.sum();
    assertThat(Results.row(Results.columns("b int4", "a int4"), 2, 1).one(Two.class))
        .isEqualTo(new Two(1, 2));
    assertThat(Results.row(Results.columns("b int8", "a numeric"), 2, 1).one(Two.class))
        .isEqualTo(new Two(1, 2));
    assertThat(Generated.COUNT.sum())
        .as("the code stays, only the order differs")
        .isEqualTo(before);
    assertThatThrownBy(() -> Results.row(Results.columns("a int4", "c int4"), 1, 2).one(Two.class))
        .isInstanceOf(PgResultException.class);
  }

  @Test
  @DisplayName("RF-18: 1,000 class loaders with a record each are let go, with all that was made")
  void classLoadersAreLetGo() {
    Compiled.into(
        folder,
        Map.of(
            "Reloaded",
            "public record Reloaded(int id, java.util.Optional<String> name, Mood mood) {\n"
                + "  public record Mood(int level) {}\n"
                + "}"));
    byte[] inner = Compiled.bytes(folder, "Reloaded$Mood");
    byte[] outer = Compiled.bytes(folder, "Reloaded");
    Columns columns = Results.columns("id int4", "name text", "mood_level int4");
    QueryResult result = Results.row(columns, 1, "n", 3);
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int i = 0; i < LOADERS; i++) {
      Reloading loader = new Reloading(Map.of("Reloaded", outer, "Reloaded$Mood", inner));
      Object made = result.one(loader.load("Reloaded"));
      Object[] values =
          NamedStatement.of("values (:id, :name, :mood_level)")
              .<Object[]>bind(made, (sql, all) -> all);
      assertThat(values).containsExactly(1, "n", 3);
      loaders.add(new WeakReference<>(loader));
    }
    long alive = LOADERS;
    for (int i = 0; i < 50 && alive > 0; i++) {
      System.gc();
      alive = loaders.stream().filter(each -> each.get() != null).count();
    }
    // What was used last may still stand on the stack, or in the memory of one statement.
    assertThat(alive).isLessThanOrEqualTo(1);
    assertThat(result.size()).isOne();
  }

  /** Loads classes from bytes, before its parent. */
  private static final class Reloading extends ClassLoader {
    private final Map<String, byte[]> classes;

    Reloading(Map<String, byte[]> classes) {
      super(AccessTest.class.getClassLoader());
      this.classes = classes;
    }

    Class<?> load(String name) {
      try {
        return loadClass(name);
      } catch (ClassNotFoundException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
