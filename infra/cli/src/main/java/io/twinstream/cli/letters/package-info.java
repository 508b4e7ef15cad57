/** Dead letters: listed, exported, fixed and sent again, each once. */
package io.twinstream.cli.letters;
