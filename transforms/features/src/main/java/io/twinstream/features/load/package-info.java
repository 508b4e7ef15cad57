/** Reads and checks the definitions of a project from its YAML files. */
package io.twinstream.features.load;
