/**
 * The answer log: which features were returned, how old they were, and which model gave which
 * score.
 */
package io.twinstream.serving.answerlog;
