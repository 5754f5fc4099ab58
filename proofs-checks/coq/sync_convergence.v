(** Claim    By mini-batches of B, α <= 1/(2 L_f), Δ = f(W_0) - f*:
               (1/K) Σ E|∇f(W_k)|² <= [2Δ/(αK) + 2α L_f s²/B]/(1-r²) + s² r²/(1-r²),
               E over all paths of K mini-batches (N^(KB) cases), r >= |W_{k,b}|_inf/τ, s² >= s_k²
    Source   AP Thm 1
    Assumes  α > 0, L_f >= 0, 0 <= r < 1, B >= 1, K >= 1, N >= 1, 1/τ >= 0; f(W_K) >= f*; f has the quadratic upper bound
               with L_f and the gradient E g_i (`smooth_objective`) on a set with all W_k of the run;
               W_{k,b+1} = W_{k,b} - (α/B) g_b - (α/(Bτ))|g_b| ⊙ W_{k,b}, all g_b at W_k *)

From Coq Require Import Reals Lra Lia Psatz List.
From Aimcert Require Import Sums Norms Expectation Training sync_descent.
Import ListNotations.
Local Open Scope R_scope.

Definition sync_convergence_bound (gap alpha : R) (K : nat) (Lf : R) (B : nat) (variance r : R) : R :=
  (2 * gap / (alpha * INR K) + 2 * alpha * Lf * variance / INR B) / (1 - r^2) + variance * r^2 / (1 - r^2).

(** W_k after a history of k mini-batches, the latest first. *)
Fixpoint sync_weights (alpha inverse_tau : R) (B : nat) (g : nat -> tuple -> tuple) (W0 : tuple) (h : list (list nat)) : tuple :=
  match h with
  | [] => W0
  | batch :: earlier => mini_batch alpha inverse_tau B g (sync_weights alpha inverse_tau B g W0 earlier) batch
  end.

(** Histories of at most K mini-batches of B of N samples. *)
Definition batch_history N B K (h : list (list nat)) : Prop :=
  (length h <= K)%nat /\ Forall (possible_path (fun i => (i < N)%nat) B) h.

Section SyncConvergence.
  Variables (M N B K : nat) (size : nat -> nat) (set : tuple -> Prop) (f : tuple -> R) (g : nat -> tuple -> tuple).
  Variables (W0 : tuple) (f_star Lf alpha inverse_tau r variance : R).
  Let W := sync_weights alpha inverse_tau B g W0.
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis B_pos : (0 < B)%nat.
  Hypothesis K_pos : (0 < K)%nat.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis Lf_nonneg : 0 <= Lf.
  Hypothesis inverse_tau_nonneg : 0 <= inverse_tau.
  Hypothesis smooth : smooth_on M size set f (mean_gradient N g) Lf.
  Hypothesis in_set : forall h, batch_history N B K h -> set (W h).
  Hypothesis saturation : forall h batch, batch_history N B (K - 1) h -> history N (B - 1) batch ->
    saturation_within M size inverse_tau r (mini_batch alpha inverse_tau B g (W h) batch).
  Hypothesis noisy : forall h, batch_history N B (K - 1) h -> noise_variance M size N g (W h) <= variance.
  Hypothesis bounded_below : forall h, batch_history N B K h -> length h = K -> f_star <= f (W h).
  Hypothesis rate : alpha <= 1 / (2 * Lf).
  Hypothesis margin : 0 <= r < 1.

  Let gradient_sq h := tuple_norm_sq M size (mean_gradient N g (W h)).
  Let loss : R := alpha^2 * Lf * variance / INR B + alpha / 2 * r^2 * variance.

  Lemma sync_step h :
    (length h < K)%nat -> Forall (possible_path (fun i => (i < N)%nat) B) h ->
    over_paths (mean_of N) B (fun batch => f (W (batch :: h))) <= f (W h) - (alpha / 2 * (1 - r^2) * gradient_sq h - loss).
  Proof.
    intros Hl Hh. assert (Hnow : batch_history N B (K - 1) h) by (split; [lia|easy]).
    eapply Rle_trans.
    - apply (sync_descent M N B size set f g (W h) Lf alpha inverse_tau r); auto.
      + apply in_set. split; [lia|easy].
      + intros batch Hb. apply (in_set (batch :: h)). split; [simpl; lia|now constructor].
    - unfold sync_descent_bound, loss. fold (gradient_sq h). pose proof (noisy h Hnow) as Hs.
      apply lt_0_INR in B_pos.
      assert (Hc : 0 <= alpha^2 * Lf / INR B + alpha / 2 * r^2).
      { apply Rplus_le_le_0_compat; [|apply Rmult_le_pos; [lra|apply pow2_ge_0]].
        apply Rmult_le_pos; [apply Rmult_le_pos; [apply pow2_ge_0|easy]|left; now apply Rinv_0_lt_compat]. }
      apply (Rmult_le_compat_l _ _ _ Hc) in Hs. unfold Rdiv in *. lra.
  Qed.

  Theorem sync_convergence :
    mean_over_run (over_paths (mean_of N) B) K (fun h => tuple_norm_sq M size (mean_gradient N g (W h)))
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
