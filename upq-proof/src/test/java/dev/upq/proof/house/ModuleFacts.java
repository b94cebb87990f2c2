// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.reflect.AccessFlag;
import java.util.List;

/**
 * A module descriptor, read from {@code module-info.class}. Immutable.
 *
 * @param exports packages exported to everyone; qualified exports are left out
 */
record ModuleFacts(String name, String path, List<Requires> requires, List<String> exports) {

  /** One {@code requires} line; {@code optional} says {@code requires static}. */
  record Requires(String module, boolean optional) {}

  static ModuleFacts of(String path, ClassModel model) {
    ModuleAttribute module = model.findAttribute(Attributes.module()).orElseThrow();
    return new ModuleFacts(
        module.moduleName().name().stringValue(),
        path,
        module.requires().stream()
            .map(
                r ->
                    new Requires(r.requires().name().stringValue(), r.has(AccessFlag.STATIC_PHASE)))
            .toList(),
        module.exports().stream()
            .filter(e -> e.exportsTo().isEmpty())
            .map(e -> e.exportedPackage().name().stringValue().replace('/', '.'))
            .toList());
  }
}
