/** Commands that train models, and check and stamp model files. */
package io.twinstream.cli.model;
