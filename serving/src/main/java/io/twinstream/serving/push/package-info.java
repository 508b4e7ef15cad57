/**
 * Events that callers append: checked against the definition of their source, then written to its
 * topic.
 */
package io.twinstream.serving.push;
