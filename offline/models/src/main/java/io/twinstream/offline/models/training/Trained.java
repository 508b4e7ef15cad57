package io.twinstream.offline.models.training;

import io.twinstream.offline.models.ModelCard;
import io.twinstream.offline.models.evaluation.Evaluation;
import java.util.List;
import java.util.Map;

/**
 * A model that was trained, exported and evaluated.
 *
 * @param card its metadata
 * @param onnx its file
 * @param recipe how it was learned
 * @param trainRows the number of training rows
 * @param trainPositives the number of positive training rows
 * @param test the evaluation of its file on the test rows, in ONNX Runtime
 * @param exportDifference the greatest difference between the scores of the trainer and of the file
 * @param trials the results of validation, the best first
 * @param importance the importance of each feature, in the measure of the kind of model
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared by value.
public record Trained(
    ModelCard card,
    byte[] onnx,
    Recipe recipe,
    int trainRows,
    int trainPositives,
    Evaluation test,
    double exportDifference,
    List<Trial> trials,
    Map<String, Double> importance) {}
