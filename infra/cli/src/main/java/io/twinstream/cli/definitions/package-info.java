/** Commands that check, test, plan and apply definitions. */
package io.twinstream.cli.definitions;
