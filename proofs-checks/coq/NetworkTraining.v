(** Training of a network as a run over histories of samples: its weights stored row by row, and what the descent
    theorems ask of such a run. *)

From Coq Require Import Reals Lra Lia Arith List FunctionalExtensionality.
From Aimcert Require Import Sums Norms Smoothness Spaces SignalBounds Network Backpropagation Device Pipeline Expectation.
From Aimcert Require Training.
From Aimcert Require Import gradient_delay_error smooth_objective bounded_iterates.
Import ListNotations.
Local Open Scope R_scope.

Lemma sum_of_split p q f : sum_of (p + q) f = sum_of p f + sum_of q (fun i => f (p + i)%nat).
Proof.
  induction q as [|q IH]; [rewrite Nat.add_0_r; simpl; ring|]. rewrite Nat.add_succ_r. simpl. rewrite IH. ring.
Qed.

(** A sum over a x b numbers stored row by row. *)
Lemma sum_of_rows a b f : sum_of (a * b) f = sum_of a (fun i => sum_of b (fun j => f (i * b + j)%nat)).
Proof.
  induction a as [|a IH]; [easy|]. rewrite Nat.mul_succ_l, sum_of_split, IH. easy.
Qed.

Section Storage.
  Variables (M : nat) (n : nat -> nat).

  (** Layer m has n_{m+1} n_m entries; entry (i, j) is the one of index i n_m + j. *)
  Definition size (m : nat) : nat := (n (S m) * n m)%nat.
  Definition stored (w : Training.tuple) : tuple := fun m i j => w m (i * n m + j)%nat.
  Definition flattened (A : tuple) : Training.tuple := fun m e => A m (e / n m)%nat (e mod n m)%nat.

  Lemma flattened_at A m i j : (j < n m)%nat -> flattened A m (i * n m + j)%nat = A m i j.
  Proof.
    intros H. unfold flattened.
    rewrite <- (Nat.div_unique (i * n m + j) (n m) i j), <- (Nat.mod_unique (i * n m + j) (n m) i j) by lia. easy.
  Qed.

  Lemma stored_entry w m e : stored w m (e / n m)%nat (e mod n m)%nat = w m e.
  Proof. unfold stored. f_equal. rewrite Nat.mul_comm. symmetry. apply Nat.div_mod_eq. Qed.

  Lemma entry_place m e :
    Training.entry M size m e -> (m < M)%nat /\ (e / n m < n (S m))%nat /\ (e mod n m < n m)%nat.
  Proof.
    unfold Training.entry, size. intros [Hm He]. assert (n m <> 0)%nat by (intros E; rewrite E in He; lia).
    repeat split; [easy| |now apply Nat.mod_upper_bound].
    apply Nat.div_lt_upper_bound; [easy|]. now rewrite Nat.mul_comm.
  Qed.

  Lemma norm_sq_flattened A : Training.tuple_norm_sq M size (flattened A) = tuple_sq M n A.
  Proof.
    apply sum_of_ext; intros m _. unfold norm_sq, size. rewrite sum_of_rows. apply sum_of_ext; intros i _.
    apply sum_of_ext; intros j Hj. now rewrite flattened_at.
  Qed.

  Lemma norm_sq_stored w : Training.tuple_norm_sq M size w = tuple_sq M n (stored w).
  Proof. apply sum_of_ext; intros m _. apply sum_of_rows. Qed.

  Lemma dot_flattened G w : Training.tuple_dot M size (flattened G) w = tuple_dot M n G (stored w).
  Proof.
    apply sum_of_ext; intros m _. unfold dot, size. rewrite sum_of_rows. apply sum_of_ext; intros i _.
    apply sum_of_ext; intros j Hj. now rewrite flattened_at.
  Qed.
End Storage.

(** The numbers at j = k-1-d, d < min(D, k), for non-negative numbers. *)
Lemma window_le D k (s r : nat -> R) :
  (forall d, 0 <= r d) -> (forall d, (d < k)%nat -> s (k - 1 - d)%nat = r d) -> sum_range (k - D) k s <= sum_of D r.
Proof.
  intros Hr Hs. induction D as [|D IH]; [rewrite sum_range_nil by lia; simpl; lra|]. cbn [sum_of].
  destruct (le_lt_dec k D) as [H|H].
  - replace (k - S D)%nat with (k - D)%nat by lia. specialize (Hr D). lra.
  - rewrite sum_range_first by lia. replace (S (k - S D)) with (k - D)%nat by lia.
    replace (k - S D)%nat with (k - 1 - D)%nat by lia. rewrite Hs by lia. lra.
Qed.

Section Run.
  Variables (net : architecture) (samples : nat -> sample) (alpha inverse_tau : R) (w0 : Training.tuple).
  Let M := layers net.
  Let n := width net.

  (** Gradients of sample i at weights w, and with the forward pass on older weights. *)
  Definition sample_gradient (i : nat) (w : Training.tuple) : Training.tuple :=
    flattened n (gradient net (stored n w) (samples i)).
  Definition stale_gradient (past : nat -> Training.tuple) (i : nat) : Training.tuple :=
    flattened n (backpropagated net (fun m => stored n (past (delay M m)) m) (stored n (past O)) (samples i)).

  (** Weights d updates before the end of a history of samples, the latest sample first: W_{k-d}, and W_0 for d >= k. *)
  Fixpoint weights_before (h : list nat) : nat -> Training.tuple :=
    match h with
    | [] => fun _ => w0
    | i :: earlier => fun d =>
        match d with
        | O => Training.analog_step alpha inverse_tau (stale_gradient (weights_before earlier) i) (weights_before earlier O)
        | S p => weights_before earlier p
        end
    end.

  (** W_k of the asynchronous pipeline. *)
  Definition trained (h : list nat) : Training.tuple := weights_before h O.

  Lemma weights_before_is h d : weights_before h d = trained (skipn d h).
  Proof.
    revert d. induction h as [|i h IH]; intros d; [now destruct d|]. destruct d as [|d]; [easy|]. simpl. apply IH.
  Qed.

  Lemma weights_before_start h d : (length h <= d)%nat -> weights_before h d = w0.
  Proof. intros H. rewrite weights_before_is, skipn_all2 by easy. easy. Qed.

  (** The weights of a history as a sequence W_0, W_1, ... *)
  Definition sequence (h : list nat) (j : nat) : tuple := stored n (weights_before h (length h - j)%nat).

  Lemma sequence_stale h : stale M (sequence h) (length h) = fun m => stored n (weights_before h (delay M m)) m.
  Proof.
    extensionality m. unfold stale, sequence. destruct (le_lt_dec (delay M m) (length h)) as [H|H].
    - replace (length h - (length h - delay M m))%nat with (delay M m) by lia. easy.
    - rewrite !weights_before_start by lia. easy.
  Qed.

  Lemma squared_delay_le h :
    sum_of M (squared_delay M n (sequence h) (length h)) <= Training.squared_delay M (size n) trained h.
  Proof.
    apply sum_of_le; intros m _. apply window_le; [intros; apply norm_sq_nonneg|]. intros d Hd.
    unfold Training.increment. rewrite <- !weights_before_is. unfold norm_sq, size. rewrite sum_of_rows.
    apply sum_of_ext; intros i _. apply sum_of_ext; intros j _.
    unfold increment, tuple_sub, matrix_sub, sequence, stored.
    replace (length h - S (length h - 1 - d))%nat with d by lia.
    now replace (length h - (length h - 1 - d))%nat with (S d) by lia.
  Qed.

  Variables (c : constants) (L_f L_S : R) (N : nat).
  Hypothesis nonneg : nonnegative M c.
  Hypothesis activations : activations_obey net c.
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis sampled : forall k, (k < N)%nat -> sample_obeys net c (samples k).
  Hypothesis smooth : forall k, (k < N)%nat -> differentiable net (sample_target (samples k)).
  Hypothesis L_f_bound : spectral_bound M M (stability_matrix M c true) L_f.
  Hypothesis L_S_bound : spectral_bound M M (delay_matrix M c) L_S.

  (** f is L_f-smooth on covered weights. *)
  Lemma network_smooth_on :
    Training.smooth_on M (size n) (fun w => covered net c (stored n w)) (fun w => objective net N samples (stored n w))
      (Training.mean_gradient N sample_gradient) L_f.
  Proof.
    intros w w' Hw Hw'.
    destruct (smooth_objective net c N samples L_f (stored n w) (stored n w')) as (_ & _ & Q); try easy.
    specialize (Q smooth).
    assert (E1 : Training.tuple_dot M (size n) (Training.mean_gradient N sample_gradient w) (fun m e => w' m e - w m e)
                 = tuple_dot M n (mean_gradient net N samples (stored n w)) (tuple_sub (stored n w') (stored n w)))
      by apply (dot_flattened M n (mean_gradient net N samples (stored n w))).
    assert (E2 : Training.tuple_norm_sq M (size n) (fun m e => w' m e - w m e)
                 = tuple_sq M n (tuple_sub (stored n w') (stored n w))) by apply norm_sq_stored.
    rewrite E1, E2. exact Q.
  Qed.

  (** |G~ - ∇f(W_k; ξ)|² <= L_S² Σ_m Q_k^(m). *)
  Lemma network_delay_error h i :
    (i < N)%nat -> (forall d, covered net c (stored n (weights_before h d))) ->
    Training.tuple_norm_sq M (size n) (fun m e => stale_gradient (weights_before h) i m e - sample_gradient i (trained h) m e)
    <= L_S^2 * Training.squared_delay M (size n) trained h.
  Proof.
    intros Hi Hcov.
    destruct (gradient_delay_error net c (samples i) (sequence h) (length h) L_S) as (_ & Q); try easy.
    { now apply sampled. }
    { intros j _. apply Hcov. }
    fold M n in Q. rewrite sequence_stale in Q. unfold sequence in Q at 1 2. rewrite Nat.sub_diag in Q.
    eapply Rle_trans; [|eapply Rle_trans; [exact Q|]].
    - right. rewrite <- norm_sq_flattened.
      rewrite (Training.tuple_norm_sq_ext M (size n) _ (fun m e => -1 * (sample_gradient i (trained h) m e
        - stale_gradient (weights_before h) i m e))) by (intros; ring).
      rewrite Training.tuple_norm_sq_scal. unfold trained.
      match goal with |- (-1)^2 * ?a = ?b => change b with a; ring end.
    - apply Rmult_le_compat_l; [apply pow2_ge_0|apply squared_delay_le].
  Qed.
End Run.

(** The asynchronous run on the asymmetric linear device stays in the box |W|_inf <= r τ. *)
Lemma run_in_box net c samples tau alpha r0 r K N w0 h :
  nonnegative (layers net) c -> activations_obey net c -> 0 < tau -> 0 <= alpha -> 0 <= r0 < r /\ r < 1 -> (0 < K)%nat ->
  (forall m, (m < layers net)%nat -> r * tau * sqrt (INR (width net (S m)) * INR (width net m)) <= spectral c m) ->
  (forall m, (m < layers net)%nat ->
     alpha * (error_bound (layers net) c m * input_bound c m) <= tau * (1 - Rpower ((1 - r) / (1 - r0)) (/ INR K))) ->
  (forall k, (k < N)%nat -> sample_obeys net c (samples k)) ->
  in_box net (r0 * tau) (stored (width net) w0) ->
  Training.history N K h ->
  forall d, in_box net (r * tau) (stored (width net) (weights_before net samples alpha (/ tau) w0 h d)).
Proof.
  intros Hc Ha Ht Hal Hr HK Hom Hrate Hs Hstart.
  set (n := width net). set (W := weights_before net samples alpha (/ tau) w0).
  set (kept := fun k => (1 - r0) * Rpower ((1 - r) / (1 - r0)) (/ INR K) ^ k).
  assert (Hbox : forall w k, (k <= K)%nat -> keeps_distance net tau (kept k) (stored n w) -> in_box net (r * tau) (stored n w)).
  { intros w k Hk. apply (distance_in_box net tau r Ht). now apply kept_final. }
  enough (Key : Training.history N K h -> forall d, keeps_distance net tau (kept (length h - d)%nat) (stored n (W h d))).
  { intros Hh d. apply (Hbox _ (length h - d)%nat); [destruct Hh; lia|now apply Key]. }
  induction h as [|i h IH]; intros Hh d.
  - apply (start_keeps_distance net tau r0 r K); easy.
  - destruct Hh as [Hl Hh]. simpl in Hl.
    assert (IH' : forall d, keeps_distance net tau (kept (length h - d)%nat) (stored n (W h d))).
    { apply IH. split; [lia|now apply Forall_inv_tail in Hh]. }
    destruct d as [|d]; [|exact (IH' d)].
    assert (Hcov : forall d, covered net c (stored n (W h d))).
    { intros d. apply (box_covered net c tau r0 r); try easy. apply (Hbox _ (length h - d)%nat); [lia|easy]. }
    assert (E : kept (length (i :: h) - 0)%nat
                = kept (length h) * (1 - (1 - Rpower ((1 - r) / (1 - r0)) (/ INR K)) / INR 1)).
    { unfold kept. rewrite Nat.sub_0_r. simpl. field. }
    rewrite E.
    apply (update_keeps_distance net c tau alpha r0 r K Hc Ha Ht Hal Hr HK Hrate 1
             (fun m => stored n (W h (delay (layers net) m)) m) (stored n (W h O)) (samples i) (stored n (W h O))).
    + lia.
    + apply Hs. now apply Forall_inv in Hh.
    + intros m Hm. now apply Hcov.
    + apply Hcov.
    + now apply kept_nonneg.
    + specialize (IH' O). now rewrite Nat.sub_0_r in IH'.
    + intros m a b Hm Ha' Hb'. replace (alpha / INR 1) with alpha by (simpl; field).
      unfold stored at 1. simpl. rewrite Training.analog_step_device by easy. unfold analog_update. do 3 f_equal.
      unfold stale_gradient. now rewrite flattened_at.
Qed.
