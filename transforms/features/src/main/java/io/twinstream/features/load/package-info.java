/**
 * Reads and checks the definitions of a project from its YAML files.
 *
 * <p>Large because each kind of definition has a reader and checks, which only this package uses.
 */
package io.twinstream.features.load;
