/** Events that callers append: held against the source's contract, then to its topic. */
package io.twinstream.serving.push;
