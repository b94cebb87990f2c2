// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgValueException;
import dev.upq.type.PgArray.Dimension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PgArrayTest {

  @Test
  void itsElementsAreItsOwn() {
    List<Object> source = new ArrayList<>(List.of(1, 2));
    PgArray array = PgArray.of(0, source);
    source.set(0, 9);
    assertThat(array.elements()).containsExactly(1, 2);
    assertThatThrownBy(() -> array.elements().set(0, 9))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(PgArray.of(5, List.of())).isEqualTo(PgArray.EMPTY);
  }

  @Test
  void shapesThatCannotBeAreRefused() {
    List<Dimension> seven = Collections.nCopies(7, new Dimension(1, 1));
    assertThatThrownBy(() -> new PgArray(seven, List.of(1))).isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> new PgArray(List.of(new Dimension(2, 1)), List.of(1)))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> new PgArray(List.of(), List.of(1)))
        .isInstanceOf(PgValueException.class);
    List<Dimension> wraps = Collections.nCopies(2, new Dimension(65_536, 1));
    assertThatThrownBy(() -> new PgArray(wraps, List.of())).isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> new Dimension(0, 1)).isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> new Dimension(2, Integer.MAX_VALUE - 1))
        .isInstanceOf(PgValueException.class);
  }
}
