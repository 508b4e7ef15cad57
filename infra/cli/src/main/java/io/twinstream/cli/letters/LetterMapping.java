package io.twinstream.cli.letters;

import io.twinstream.cli.letters.MappingRule.FailedRule;
import io.twinstream.features.event.Reason;
import io.twinstream.features.expression.ExpressionException;
import io.twinstream.features.expression.RecordExpression;
import io.twinstream.features.text.Problems;
import io.twinstream.features.yaml.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The rules of a file, in their order; each sees what those before it have changed. */
final class LetterMapping {
  private static final String RULE = "a mapping";

  private final List<MappingRule> rules;

  private LetterMapping(List<MappingRule> rules) {
    this.rules = rules;
  }

  /** Returns a mapping that changes nothing. */
  static LetterMapping none() {
    return new LetterMapping(List.of());
  }

  /**
   * What became of a letter.
   *
   * @param rules that have changed it
   * @param failure why a rule cannot be applied, with its name; the letter is then as before all
   *     rules
   */
  record Mapped(EditedLetter letter, List<String> rules, Optional<String> failure) {}

  Mapped apply(EditedLetter before) {
    EditedLetter after = before;
    List<String> applied = new ArrayList<>();
    for (MappingRule rule : rules) {
      if (after.drop() || !rule.selects(after)) {
        continue;
      }
      try {
        after = rule.apply(after);
        applied.add(rule.name());
      } catch (FailedRule e) {
        return new Mapped(before, List.of(), Optional.of(rule.name() + ": " + e.getMessage()));
      }
    }
    return new Mapped(after, applied, Optional.empty());
  }

  /** Returns the names of the rules. */
  List<String> names() {
    return rules.stream().map(MappingRule::name).toList();
  }

  /**
   * Reads a file.
   *
   * @throws io.twinstream.features.text.DefinitionException with all problems
   */
  static LetterMapping read(Path file) {
    Problems problems = new Problems();
    List<MappingRule> rules = new ArrayList<>();
    YamlNode.read(file, problems)
        .ifPresent(
            root -> {
              root.allow("a file of mappings", "mappings");
              root.need("mappings", "the file", "write 'mappings:' and a list below it");
              root.get("mappings")
                  .map(YamlNode::items)
                  .orElse(List.of())
                  .forEach(item -> rules.add(rule(item, rules.size() + 1)));
            });
    problems.throwIfAny();
    return new LetterMapping(rules);
  }

  private static MappingRule rule(YamlNode node, int number) {
    node.allow(
        RULE, "name", "reason", "source", "where", "payload", "rename", "set", "remove", "drop");
    Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    node.get("reason")
        .map(YamlNode::items)
        .orElse(List.of())
        .forEach(item -> item.constant("reason", Reason.class).ifPresent(reasons::add));
    Map<String, String> rename = new LinkedHashMap<>();
    entries(node, "rename").forEach((from, to) -> rename.put(from, to.text()));
    Map<String, RecordExpression> set = new LinkedHashMap<>();
    entries(node, "set").forEach((path, to) -> compile(to).ifPresent(each -> set.put(path, each)));
    boolean drop = node.bool("drop", false);
    List<String> remove = node.texts("remove");
    Optional<RecordExpression> payload = node.get("payload").flatMap(LetterMapping::compile);
    boolean changes =
        node.get("payload").isPresent()
            || node.get("rename").isPresent()
            || node.get("set").isPresent()
            || !remove.isEmpty();
    if (drop == changes && node.isMapping()) {
      node.problem(
          drop ? "a mapping that drops records changes none" : "the mapping changes nothing",
          "write set, rename, remove or payload, or else drop: true");
    }
    Optional<RecordExpression> where = node.get("where").flatMap(LetterMapping::compile);
    if (where.filter(RecordExpression::isTest).isEmpty() && where.isPresent()) {
      node.problem("where", "the condition is not true or false", "compare it with something");
    }
    return new MappingRule(
        node.text("name", "mapping " + number),
        reasons,
        new TreeSet<>(node.texts("source")),
        where,
        payload,
        rename,
        set,
        remove,
        drop);
  }

  private static Map<String, YamlNode> entries(YamlNode node, String key) {
    return node.get(key).map(each -> each.entries(key)).orElse(Map.of());
  }

  private static Optional<RecordExpression> compile(YamlNode node) {
    try {
      return Optional.of(
          RecordExpression.compile(
              node.text(), MappingRule.OBJECTS, MappingRule.TEXTS, MappingRule.TIMES));
    } catch (ExpressionException e) {
      node.problem(e.where(), e.hint());
      return Optional.empty();
    }
  }
}
