/** Training and model files on the command line. */
package io.twinstream.cli.model;
