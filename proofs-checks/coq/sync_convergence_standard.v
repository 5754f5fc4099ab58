(** Claim    training by mini-batches of B of a network of M layers of any widths, with any of the activations and
             losses of theory section 3 and f* = 0: (1/K) Σ E|∇f(W_k)|² <= [2 f(W_0)/(αK) + 2α L_f s²/B]/(1-r²) + s²
             r²/(1-r²) with s² = Σ_m (D_m X_m)², L_f = |A|_2, all from om_m = r τ √(n_m n_{m+1}) and the constants of
             the table, E over all N^(KB) paths of mini-batches
    For      sync_convergence
    Source   AP Thm 1
    Assumes  |x| <= χ and |y| <= Y for the N >= 1 samples, y one-hot for the cross-entropy; |W_0|_inf <= r_0 τ, 0 <=
             r_0 < r < 1, τ > 0, B >= 1, K >= 1, 0 < α <= 1/(2 L_f) and α D_m X_m <= τ (1 - ((1-r)/(1-r_0))^(1/K)) in
             every layer *)

From Coq Require Import Reals Lra Lia Arith.
From Aimcert Require Import Sums Norms Spaces SignalBounds Network StandardNetwork Expectation Training.
From Aimcert Require Import PipelineTraining.
From Aimcert Require Import bounded_iterates sync_convergence sync_convergence_a_priori.
From Aimcert Require activation_constants loss_constants.
Local Open Scope R_scope.

Theorem sync_convergence_standard (M : nat) (n : nat -> nat) (a : nat -> activation_constants.activation)
    (l : loss_constants.loss) (N B K : nat) (samples : nat -> sample) (W0 : tuple) (alpha tau r0 r chi Y : R) :
  let net := standard_network M n a l in
  let c := standard_constants M n a l (fun m => r * tau * sqrt (INR (n (S m)) * INR (n m))) chi Y in
  let Lf := spectral_norm M M (stability_matrix M c true) in
  let W := sync_weights alpha (/ tau) B (sample_gradient net samples) W0 in
  (0 < N)%nat -> (0 < B)%nat -> (0 < K)%nat -> (forall i, (i < N)%nat -> standard_sample M n l chi Y (samples i)) ->
  0 < alpha -> 0 < tau -> 0 <= r0 < r /\ r < 1 ->
  (forall m, (m < M)%nat ->
     alpha * (error_bound M c m * input_bound c m) <= tau * (1 - Rpower ((1 - r) / (1 - r0)) (/ INR K))) ->
  alpha <= 1 / (2 * Lf) ->
  in_box net (r0 * tau) W0 ->
  mean_over_run (over_paths (mean_of N) B) K (fun h => tuple_sq M n (mean_gradient net N samples (W h)))
  <= sync_convergence_bound (objective net N samples W0) alpha K Lf B
       (sum_of M (fun m => (error_bound M c m * input_bound c m)^2)) r.
Proof.
  intros net c Lf W HN HB HK Hs Hal Ht Hr Hbounded Hrate Hstart.
  destruct (Hs 0%nat HN) as (Hx & Hy & _).
  rewrite <- (Rminus_0_r (objective net N samples W0)).
  apply (sync_convergence_a_priori net c N B K samples W0 0 Lf alpha tau r0 r); try easy.
  - apply standard_nonneg.
    + intros m _. repeat apply Rmult_le_pos; try lra. apply sqrt_pos.
    + eapply Rle_trans; [apply norm2_nonneg|exact Hx].
    + eapply Rle_trans; [apply norm2_nonneg|exact Hy].
  - apply standard_activations.
  - intros k Hk. now apply standard_sample_obeys, Hs.
  - intros k Hk. apply standard_differentiable. now apply (Hs k Hk).
  - apply spectral_norm_is_bound.
  - intros m _. apply Rle_refl.
  - intros V _. now apply (standard_objective_nonneg M n a l chi Y).
Qed.
