(** Claim    By mini-batches of B, α <= 1/(2 L_f), Δ = f(W_0) - f*:
               (1/K) Σ E|∇f(W_k)|² <= [2Δ/(αK) + 2α L_f s²/B]/(1-r²) + s² r²/(1-r²),
               E over all paths of K mini-batches (N^(KB) cases), r >= |W_{k,b}|_inf/τ, s² >= s_k², for a network of
               any depth and widths
    Source   AP Thm 1
    Assumes  g_m(0) = 0, g_m is l_m-Lipschitz with derivative g_m', |g_m'| <= l_m, g_m' is s_m-Lipschitz; for each of
               the N >= 1 samples |x| <= χ, ∇l is the loss's gradient, Lam1-Lipschitz, |∇l| <= Lam0 on |o| <= X_M; the
               constants are not negative; L_f >= |A|_2; in every history of at most K mini-batches
               om_m >= |W_k^(m)|_2; 0 <= r < 1; f(W_K) >= f*; τ > 0, α > 0, B >= 1, K >= 1
    Derived  sync_convergence_derived: any objective with a quadratic upper bound, τ = ∞ included *)

From Coq Require Import Reals Lra Lia Psatz List.
From Aimcert Require Import Sums Norms Spaces SignalBounds Network Backpropagation Expectation Training.
From Aimcert Require Import PipelineTraining sync_descent.
Import ListNotations.
Local Open Scope R_scope.

Definition sync_convergence_bound (gap alpha : R) (K : nat) (Lf : R) (B : nat) (variance r : R) : R :=
  (2 * gap / (alpha * INR K) + 2 * alpha * Lf * variance / INR B) / (1 - r^2) + variance * r^2 / (1 - r^2).

(** W_k after a history of k mini-batches, the latest first. *)
Fixpoint sync_weights (alpha inverse_tau : R) (B : nat) (g : nat -> tuple -> tuple) (W0 : tuple) (h : list (list nat))
    : tuple :=
  match h with
  | [] => W0
  | batch :: earlier => mini_batch alpha inverse_tau B g (sync_weights alpha inverse_tau B g W0 earlier) batch
  end.

(** Histories of at most K mini-batches of B of N samples. *)
Definition batch_history N B K (h : list (list nat)) : Prop :=
  (length h <= K)%nat /\ Forall (possible_path (fun i => (i < N)%nat) B) h.

Section SyncConvergence.
  Variables (M N B K : nat) (n : nat -> nat) (set : tuple -> Prop) (f : tuple -> R) (g : nat -> tuple -> tuple).
  Variables (W0 : tuple) (f_star Lf alpha inverse_tau r variance : R).
  Let W := sync_weights alpha inverse_tau B g W0.
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis B_pos : (0 < B)%nat.
  Hypothesis K_pos : (0 < K)%nat.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis Lf_nonneg : 0 <= Lf.
  Hypothesis inverse_tau_nonneg : 0 <= inverse_tau.
  Hypothesis smooth : smooth_on M n set f (expected_gradient N g) Lf.
  Hypothesis in_set : forall h, batch_history N B K h -> set (W h).
  Hypothesis saturation : forall h batch, batch_history N B (K - 1) h -> history N (B - 1) batch ->
    saturation_within M n inverse_tau r (mini_batch alpha inverse_tau B g (W h) batch).
  Hypothesis noisy : forall h, batch_history N B (K - 1) h -> noise_variance M n N g (W h) <= variance.
  Hypothesis bounded_below : forall h, batch_history N B K h -> length h = K -> f_star <= f (W h).
  Hypothesis rate : alpha <= 1 / (2 * Lf).
  Hypothesis margin : 0 <= r < 1.

  Let gradient_sq h := tuple_sq M n (expected_gradient N g (W h)).
  Let loss : R := alpha^2 * Lf * variance / INR B + alpha / 2 * r^2 * variance.

  Lemma sync_step h :
    (length h < K)%nat -> Forall (possible_path (fun i => (i < N)%nat) B) h ->
    over_paths (mean_of N) B (fun batch => f (W (batch :: h)))
    <= f (W h) - (alpha / 2 * (1 - r^2) * gradient_sq h - loss).
  Proof.
    intros Hl Hh. assert (Hnow : batch_history N B (K - 1) h) by (split; [lia|easy]).
    eapply Rle_trans.
    - apply (sync_descent_derived M N B n set f g (W h) Lf alpha inverse_tau r); auto.
      + apply in_set. split; [lia|easy].
      + intros batch Hb. apply (in_set (batch :: h)). split; [simpl; lia|now constructor].
    - unfold sync_descent_bound, loss. fold (gradient_sq h). pose proof (noisy h Hnow) as Hs.
      apply lt_0_INR in B_pos.
      assert (Hc : 0 <= alpha^2 * Lf / INR B + alpha / 2 * r^2).
      { apply Rplus_le_le_0_compat; [|apply Rmult_le_pos; [lra|apply pow2_ge_0]].
        apply Rmult_le_pos; [apply Rmult_le_pos; [apply pow2_ge_0|easy]|left; now apply Rinv_0_lt_compat]. }
      apply (Rmult_le_compat_l _ _ _ Hc) in Hs. unfold Rdiv in *. lra.
  Qed.

  Lemma sync_convergence_derived :
    mean_over_run (over_paths (mean_of N) B) K (fun h => tuple_sq M n (expected_gradient N g (W h)))
    <= sync_convergence_bound (f W0 - f_star) alpha K Lf B variance r.
  Proof.
    pose proof (paths_expectation (mean_expectation N N_pos) B) as HE. pose proof (run_expectation HE K K_pos) as Hrun.
    assert (q_pos : 0 < 1 - r^2) by nra.
    assert (K_real : INR K <> 0) by (apply not_0_INR; lia). assert (B_real : INR B <> 0) by (apply not_0_INR; lia).
    eapply Rle_trans.
    - apply (rate_over_run HE K (fun h => f (W h)) gradient_sq (fun _ => loss) f_star alpha (1 - r^2)
               K_pos alpha_pos q_pos sync_step).
      intros h Hl Hh. now apply bounded_below; [split; [lia|]|].
    - rewrite (expect_const _ _ Hrun). change (W []) with W0. unfold loss, sync_convergence_bound.
      right. field. repeat split; lra.
  Qed.
End SyncConvergence.

Theorem sync_convergence (net : architecture) (c : constants) (N B K : nat) (samples : nat -> sample) (W0 : tuple)
    (f_star Lf alpha tau r variance : R) :
  let M := layers net in
  let n := width net in
  let g := sample_gradient net samples in
  let W := sync_weights alpha (/ tau) B g W0 in
  let f := objective net N samples in
  nonnegative M c -> activations_obey net c -> (0 < N)%nat -> (0 < B)%nat -> (0 < K)%nat ->
  (forall i, (i < N)%nat -> sample_obeys net c (samples i)) ->
  (forall i, (i < N)%nat -> differentiable net (sample_target (samples i))) ->
  spectral_bound M M (stability_matrix M c true) Lf -> 0 < alpha -> 0 < tau -> 0 <= r < 1 ->
  (forall h, batch_history N B K h -> covered net c (W h)) ->
  (forall h batch, batch_history N B (K - 1) h -> history N (B - 1) batch ->
     saturation_degree M n (/ tau) (mini_batch alpha (/ tau) B g (W h) batch) <= r) ->
  (forall h, batch_history N B (K - 1) h -> noise_variance M n N g (W h) <= variance) ->
  (forall h, batch_history N B K h -> length h = K -> f_star <= f (W h)) ->
  alpha <= 1 / (2 * Lf) ->
  mean_over_run (over_paths (mean_of N) B) K (fun h => tuple_sq M n (mean_gradient net N samples (W h)))
  <= sync_convergence_bound (f W0 - f_star) alpha K Lf B variance r.
Proof.
  intros M n g W f Hc Ha HN HB HK Hs Hd HLf Halpha Htau Hr Hmet Hsat Hnoise Hf Hrate.
  assert (inverse_pos : 0 < / tau) by now apply Rinv_0_lt_compat.
  apply (sync_convergence_derived M N B K n (covered net c) f g W0 f_star Lf alpha (/ tau) r variance); auto.
  - apply HLf.
  - lra.
  - now apply network_smooth.
  - intros h batch Hh Hb m a b He. eapply Rle_trans; [apply saturation_degree_bounds; [lra|exact He]|]. now apply Hsat.
Qed.
