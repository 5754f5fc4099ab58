(** Claim    at ∇f(W) = 0, with W the weights of every step so far: E_k[W_{k+1}] - W = -(α/τ) E|ε| ⊙ W entry by entry,
             ε = ∇f(W; ξ) and E the mean over N samples
    Source   AP 11
    Assumes  ∇f(W) = 0, α >= 0, N > 0, nothing is stale: W_j = W for j <= k *)

From Coq Require Import Reals Lra Lia Arith FunctionalExtensionality.
From Aimcert Require Import Sums Norms Spaces Device Network Pipeline.
Local Open Scope R_scope.

(** The mean of w - α g - (α w/τ) |g| for g of mean 0. *)
Lemma drift_of_one_weight (N : nat) (g : nat -> R) (tau alpha w : R) :
  (0 < N)%nat -> 0 <= alpha -> mean_of N g = 0 ->
  mean_of N (fun x => ald_update tau w (- (alpha * g x))) - w = - (alpha / tau) * mean_of N (fun x => Rabs (g x)) * w.
Proof.
  intros HN Ha Hg. unfold ald_update.
  rewrite (mean_of_ext N _ (fun x => (w - alpha * g x) - alpha * (w / tau) * Rabs (g x))).
  - rewrite (mean_of_minus N (fun x => w - alpha * g x)), (mean_of_minus N (fun _ => w)),
      (mean_of_scal N alpha g), (mean_of_scal N _ (fun x => Rabs (g x))), mean_of_const, Hg by easy.
    unfold Rdiv. ring.
  - intros x _. rewrite Rabs_Ropp, Rabs_mult, (Rabs_pos_eq alpha) by easy. ring.
Qed.

Theorem weight_drift (net : architecture) (N : nat) (samples : nat -> sample) (tau alpha : R)
    (W : nat -> tuple) (k m i j : nat) :
  (0 < N)%nat -> 0 <= alpha -> (forall l, (l <= k)%nat -> W l = W k) -> mean_gradient net N samples (W k) m i j = 0 ->
  mean_of N (fun x => asynchronous_update net tau alpha W k (samples x) m i j) - W k m i j
  = - (alpha / tau)
    * mean_of N (fun x => Rabs (gradient net (W k) (samples x) m i j - mean_gradient net N samples (W k) m i j))
    * W k m i j.
Proof.
  intros HN Ha Hfresh Hcritical.
  assert (E : stale (layers net) W k = W k).
  { extensionality l. unfold stale. now rewrite Hfresh by lia. }
  unfold asynchronous_update, analog_update. rewrite E, Hcritical.
  rewrite (drift_of_one_weight N (fun x => gradient net (W k) (samples x) m i j)) by easy.
  do 2 f_equal. apply mean_of_ext; intros. now rewrite Rminus_0_r.
Qed.
