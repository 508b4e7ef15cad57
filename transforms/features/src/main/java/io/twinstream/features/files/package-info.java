/**
 * Lists the files of a folder, which may contain links or be a mount, and may change meanwhile;
 * lock files.
 */
package io.twinstream.features.files;
