/**
 * Command-line options that several commands, jobs or the server share: each name, default, check
 * and help text is declared once and mixed in. A command that starts a process passes the options
 * on with {@link io.twinstream.options.GivenOptions}.
 *
 * <p>Large because each option that several of them share has a class of its own.
 */
package io.twinstream.options;
