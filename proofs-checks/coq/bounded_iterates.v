(** Claim    with r in (r_0, 1), om_m from W_max = r τ and α D_m X_m <= τ (1 - ((1-r)/(1-r_0))^(1/K)) in every layer
             m: |W_k|_inf <= r τ for k <= K, in the asynchronous pipeline and in training by mini-batches of B, the
             intermediate W_{k,b} included
    Source   AP Lemma 8, sharpened
    Assumes  asymmetric linear device, τ > 0; |W_0|_inf <= r_0 τ, r_0 >= 0; α >= 0; K >= 1, B >= 1; g_m(0) = 0, g_m
             is l_m-Lipschitz, |g_m'| <= l_m, |∇l| <= Lam0 on |o| <= X_M, |x| <= χ for the samples used, with X_m,
             D_m the signal bounds of om_m >= r τ √(n_m n_{m+1}); the constants are not negative
    Derived  bounded_iterates_minibatch: the form for mini-batches *)

From Coq Require Import Reals Lra Lia Arith Psatz.
From Aimcert Require Import Sums Norms Spaces Device SignalBounds Layers Network Pipeline saturation_distance_contracts.
Local Open Scope R_scope.

(** U shrinks the distance to saturation 1 - |w|/τ at most by the factor 1 - |d|/τ. *)
Lemma distance_after_update tau w d a e :
  0 < tau -> 0 <= a -> e <= 1 -> a <= 1 - Rabs w / tau -> Rabs d <= e * tau ->
  a * (1 - e) <= 1 - Rabs (ald_update tau w d) / tau.
Proof.
  intros Ht Ha He Hw Hd.
  assert (Hi : 0 < / tau) by now apply Rinv_0_lt_compat.
  assert (Hd' : Rabs d / tau <= e).
  { apply (Rmult_le_reg_r tau); [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  assert (Hw' : Rabs w <= tau).
  { apply (Rmult_le_reg_r (/ tau)); [easy|]. rewrite Rinv_r by lra. unfold Rdiv in Hw. lra. }
  eapply Rle_trans; [|apply saturation_distance_contracts; try easy; nra].
  apply Rmult_le_compat; lra.
Qed.

(** Bernoulli: (1 - x)^n >= 1 - n x for 0 <= x <= 1. *)
Lemma bernoulli x n : 0 <= x <= 1 -> 1 - INR n * x <= (1 - x)^n.
Proof.
  intros Hx. induction n as [|n IH]; [simpl; lra|]. rewrite S_INR. simpl.
  apply Rle_trans with ((1 - x) * (1 - INR n * x)).
  - pose proof (pos_INR n). nra.
  - apply Rmult_le_compat_l; lra.
Qed.

Lemma pow_antitone b k l : 0 <= b <= 1 -> (k <= l)%nat -> b^l <= b^k.
Proof.
  intros Hb H. induction H as [|l H IH]; [lra|]. simpl.
  pose proof (pow_le b l (proj1 Hb)). nra.
Qed.

Section BoundedIterates.
  Variables (net : architecture) (c : constants) (tau alpha r0 r : R) (K : nat).
  Let M := layers net.
  Let n := width net.
  Hypothesis nonneg : nonnegative M c.
  Hypothesis activations : activations_obey net c.
  Hypothesis tau_pos : 0 < tau.
  Hypothesis alpha_nonneg : 0 <= alpha.
  Hypothesis r_range : 0 <= r0 < r /\ r < 1.
  Hypothesis K_pos : (0 < K)%nat.
  Hypothesis spectral_box : forall m, (m < M)%nat -> r * tau * sqrt (INR (n (S m)) * INR (n m)) <= spectral c m.
  Hypothesis rate : forall m, (m < M)%nat ->
    alpha * (error_bound M c m * input_bound c m) <= tau * (1 - Rpower ((1 - r) / (1 - r0)) (/ INR K)).

  (** Every entry of W is at most a. *)
  Definition in_box (a : R) (W : tuple) : Prop :=
    forall m i j, (m < M)%nat -> (i < n (S m))%nat -> (j < n m)%nat -> Rabs (W m i j) <= a.

  (** Every entry keeps the distance a to saturation: 1 - |w|/τ >= a. *)
  Definition keeps_distance (a : R) (W : tuple) : Prop :=
    forall m i j, (m < M)%nat -> (i < n (S m))%nat -> (j < n m)%nat -> a <= 1 - Rabs (W m i j) / tau.

  (** β = 1 - ρ, and the distance (1-r_0) β^k kept after k updates. *)
  Let beta := Rpower ((1 - r) / (1 - r0)) (/ INR K).
  Let kept (k : nat) : R := (1 - r0) * beta^k.

  Lemma ratio_range : 0 < (1 - r) / (1 - r0) < 1.
  Proof.
    assert (0 < / (1 - r0)) by (apply Rinv_0_lt_compat; lra). split; [apply Rdiv_lt_0_compat; lra|].
    apply (Rmult_lt_reg_r (1 - r0)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
  Qed.

  Lemma beta_pow_K : beta^K = (1 - r) / (1 - r0).
  Proof.
    unfold beta. rewrite <- Rpower_pow by apply exp_pos. rewrite Rpower_mult, Rinv_l.
    - apply Rpower_1, ratio_range.
    - apply not_0_INR; lia.
  Qed.

  Lemma beta_range : 0 <= beta <= 1.
  Proof.
    split; [left; apply exp_pos|]. apply Rle_trans with (exp 0); [|rewrite exp_0; lra]. unfold beta, Rpower.
    pose proof ratio_range as H. pose proof (ln_increasing _ 1 (proj1 H) (proj2 H)) as Hl. rewrite ln_1 in Hl.
    assert (0 < / INR K) by (apply Rinv_0_lt_compat, lt_0_INR; lia).
    left; apply exp_increasing. nra.
  Qed.

  Lemma kept_final k : (k <= K)%nat -> 1 - r <= kept k.
  Proof.
    intros Hk. unfold kept. apply Rle_trans with ((1 - r0) * beta^K).
    - rewrite beta_pow_K. right; field; lra.
    - apply Rmult_le_compat_l; [lra|]. now apply pow_antitone; [apply beta_range|].
  Qed.

  Lemma distance_in_box a W : 1 - r <= a -> keeps_distance a W -> in_box (r * tau) W.
  Proof.
    intros Ha H m i j Hm Hi Hj. specialize (H m i j Hm Hi Hj).
    apply (Rmult_le_reg_r (/ tau)); [now apply Rinv_0_lt_compat|]. rewrite Rmult_assoc, Rinv_r by lra.
    unfold Rdiv in H. lra.
  Qed.

  Lemma box_covered W : in_box (r * tau) W -> covered net c W.
  Proof.
    intros H m Hm. apply spectral_bound_mono with (L := frobenius (n (S m)) (n m) (W m)).
    - apply spectral_bound_frobenius.
    - eapply Rle_trans; [apply (frobenius_box _ _ _ (r * tau))|now apply spectral_box].
      + apply Rmult_le_pos; lra.
      + intros; now apply H.
  Qed.

  (** An entry of the gradient is at most |δ_m| |x_m| <= D_m X_m. *)
  Lemma gradient_entry F B s m i j :
    sample_obeys net c s -> covered net c F -> covered net c B ->
    (m < M)%nat -> (i < n (S m))%nat -> (j < n m)%nat ->
    Rabs (backpropagated net F B s m i j) <= error_bound M c m * input_bound c m.
  Proof.
    intros Hs HF HB Hm Hi Hj. unfold backpropagated, outer. rewrite Rabs_mult.
    apply Rmult_le_compat; try apply Rabs_pos.
    - eapply Rle_trans; [now apply (norm2_entry (n (S m)))|]. now apply network_error_bound.
    - eapply Rle_trans; [now apply (norm2_entry (n m))|]. apply network_input_bound; auto with arith.
  Qed.

  (** One update at rate α/B on a gradient of covered weights costs at most the factor 1 - (1-β)/B. *)
  Lemma update_keeps_distance B F Bw s W W' a :
    (0 < B)%nat -> sample_obeys net c s -> covered net c F -> covered net c Bw -> 0 <= a -> keeps_distance a W ->
    (forall m i j, (m < M)%nat -> (i < n (S m))%nat -> (j < n m)%nat ->
       W' m i j = analog_update tau (alpha / INR B) W (backpropagated net F Bw s) m i j) ->
    keeps_distance (a * (1 - (1 - beta) / INR B)) W'.
  Proof.
    intros HB Hs HF HBw Ha HW Hupdate m i j Hm Hi Hj. rewrite Hupdate by easy.
    assert (HB1 : 1 <= INR B) by (apply (le_INR 1); lia).
    assert (Hi0 : 0 < / INR B) by (apply Rinv_0_lt_compat; lra).
    assert (Hi1 : / INR B <= 1) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra).
    pose proof beta_range as Hb.
    apply distance_after_update; try easy.
    - unfold Rdiv. nra.
    - now apply HW.
    - rewrite Rabs_Ropp, Rabs_mult. rewrite (Rabs_pos_eq (alpha / INR B)) by (apply Rmult_le_pos; lra).
      pose proof (gradient_entry F Bw s m i j Hs HF HBw Hm Hi Hj) as G.
      pose proof (rate m Hm) as R. fold beta in R. unfold Rdiv.
      apply (Rmult_le_compat_l alpha) in G; [|easy].
      apply Rle_trans with (/ INR B * (tau * (1 - beta))); [|lra].
      rewrite (Rmult_comm alpha), Rmult_assoc. apply Rmult_le_compat_l; lra.
  Qed.

  Lemma start_keeps_distance W : in_box (r0 * tau) W -> keeps_distance (kept 0) W.
  Proof.
    intros H m i j Hm Hi Hj. specialize (H m i j Hm Hi Hj). unfold kept, pow. rewrite Rmult_1_r.
    assert (Rabs (W m i j) / tau <= r0); [|lra].
    apply (Rmult_le_reg_r tau); [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
  Qed.

  Lemma kept_nonneg k : 0 <= kept k.
  Proof. apply Rmult_le_pos; [lra|]. apply pow_le, beta_range. Qed.

  (** B micro-batches at rate α/B cost at most the factor β = 1 - (1-β). *)
  Lemma kept_minibatch B k b :
    (0 < B)%nat -> (b <= B)%nat -> kept (S k) <= kept k * (1 - (1 - beta) / INR B)^b.
  Proof.
    intros HB Hb. pose proof beta_range as H.
    assert (HB1 : 1 <= INR B) by (apply (le_INR 1); lia).
    assert (Hi0 : 0 < / INR B) by (apply Rinv_0_lt_compat; lra).
    assert (Hi1 : / INR B <= 1) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra).
    assert (Hx : 0 <= (1 - beta) / INR B <= 1) by (unfold Rdiv; split; nra).
    assert (E : beta <= (1 - (1 - beta) / INR B)^b).
    { apply Rle_trans with ((1 - (1 - beta) / INR B)^B); [|apply pow_antitone; [lra|easy]].
      eapply Rle_trans; [|now apply bernoulli]. right; field; lra. }
    replace (kept (S k)) with (kept k * beta) by (unfold kept; simpl; ring).
    apply Rmult_le_compat_l; [apply kept_nonneg|easy].
  Qed.

  Section Asynchronous.
    Variables (samples : nat -> sample) (W : nat -> tuple).
    Hypothesis sampled : forall k, (k < K)%nat -> sample_obeys net c (samples k).
    Hypothesis start : in_box (r0 * tau) (W O).
    Hypothesis run : forall k m i j, (k < K)%nat -> (m < M)%nat -> (i < n (S m))%nat -> (j < n m)%nat ->
      W (S k) m i j = asynchronous_update net tau alpha W k (samples k) m i j.

    Lemma asynchronous_keeps_distance k : (k <= K)%nat -> forall l, (l <= k)%nat -> keeps_distance (kept l) (W l).
    Proof.
      induction k as [|k IH]; intros Hk l Hl.
      - replace l with O by lia. now apply start_keeps_distance.
      - destruct (Nat.eq_dec l (S k)) as [->|Hne]; [|apply IH; lia].
        assert (Hcov : forall j, (j <= k)%nat -> covered net c (W j)).
        { intros j Hj. apply box_covered, (distance_in_box (kept j)); [apply kept_final; lia|]. apply IH; lia. }
        assert (E : kept (S k) = kept k * (1 - (1 - beta) / INR 1)) by (unfold kept; simpl; field).
        rewrite E.
        apply (update_keeps_distance 1 (stale M W k) (W k) (samples k) (W k)); [lia|apply sampled; lia| | | | |].
        + now apply covered_stale.
        + now apply Hcov.
        + apply kept_nonneg.
        + apply IH; lia.
        + intros m i j Hm Hi Hj. rewrite run by (easy || lia).
          replace (alpha / INR 1) with alpha by (simpl; field). easy.
    Qed.
  End Asynchronous.

  Section MiniBatches.
    Variables (B : nat) (samples : nat -> nat -> sample) (W : nat -> tuple) (V : nat -> nat -> tuple).
    Hypothesis B_pos : (0 < B)%nat.
    Hypothesis sampled : forall k b, (k < K)%nat -> (b < B)%nat -> sample_obeys net c (samples k b).
    Hypothesis start : in_box (r0 * tau) (W O).
    Hypothesis first : forall k, (k < K)%nat -> V k O = W k.
    Hypothesis run : forall k b m i j, (k < K)%nat -> (b < B)%nat ->
      (m < M)%nat -> (i < n (S m))%nat -> (j < n m)%nat ->
      V k (S b) m i j = analog_update tau (alpha / INR B) (V k b) (gradient net (W k) (samples k b)) m i j.
    Hypothesis last : forall k, (k < K)%nat -> W (S k) = V k B.

    Lemma minibatch_keeps_distance k b :
      (k < K)%nat -> keeps_distance (kept k) (W k) -> (b <= B)%nat ->
      keeps_distance (kept k * (1 - (1 - beta) / INR B)^b) (V k b).
    Proof.
      intros Hk HW. induction b as [|b IH]; intros Hb.
      - rewrite first by easy. simpl. now rewrite Rmult_1_r.
      - assert (Hcov : covered net c (W k)).
        { apply box_covered, (distance_in_box (kept k)); [apply kept_final; lia|easy]. }
        assert (E : kept k * (1 - (1 - beta) / INR B) ^ S b
                    = kept k * (1 - (1 - beta) / INR B) ^ b * (1 - (1 - beta) / INR B)) by (simpl; ring).
        rewrite E.
        apply (update_keeps_distance B (W k) (W k) (samples k b) (V k b)); [easy|apply sampled; lia|easy|easy| | |].
        + apply Rle_trans with (kept (S k)); [apply kept_nonneg|]. apply kept_minibatch; lia.
        + apply IH; lia.
        + intros; now apply run.
    Qed.

    Lemma minibatches_keep_distance k : (k <= K)%nat -> keeps_distance (kept k) (W k).
    Proof.
      induction k as [|k IH]; intros Hk; [now apply start_keeps_distance|].
      rewrite last by easy. intros m i j Hm Hi Hj.
      eapply Rle_trans; [now apply (kept_minibatch B k B)|].
      apply minibatch_keeps_distance; auto. apply IH; lia.
    Qed.
  End MiniBatches.
End BoundedIterates.

Theorem bounded_iterates (net : architecture) (c : constants) (tau alpha r0 r : R) (K : nat)
    (samples : nat -> sample) (W : nat -> tuple) :
  let M := layers net in
  let n := width net in
  nonnegative M c -> activations_obey net c -> 0 < tau -> 0 <= alpha -> 0 <= r0 < r /\ r < 1 -> (0 < K)%nat ->
  (forall m, (m < M)%nat -> r * tau * sqrt (INR (n (S m)) * INR (n m)) <= spectral c m) ->
  (forall m, (m < M)%nat ->
     alpha * (error_bound M c m * input_bound c m) <= tau * (1 - Rpower ((1 - r) / (1 - r0)) (/ INR K))) ->
  (forall k, (k < K)%nat -> sample_obeys net c (samples k)) ->
  in_box net (r0 * tau) (W O) ->
  (forall k m i j, (k < K)%nat -> (m < M)%nat -> (i < n (S m))%nat -> (j < n m)%nat ->
     W (S k) m i j = asynchronous_update net tau alpha W k (samples k) m i j) ->
  forall k, (k <= K)%nat -> in_box net (r * tau) (W k).
Proof.
  intros M n Hc Ha Ht Hal Hr HK Hom Hrate Hs Hstart Hrun k Hk.
  apply (distance_in_box net tau r Ht ((1 - r0) * Rpower ((1 - r) / (1 - r0)) (/ INR K) ^ k)).
  - now apply kept_final.
  - now apply (asynchronous_keeps_distance net c tau alpha r0 r K) with (samples := samples) (k := k).
Qed.

Theorem bounded_iterates_minibatch (net : architecture) (c : constants) (tau alpha r0 r : R) (K B : nat)
    (samples : nat -> nat -> sample) (W : nat -> tuple) (V : nat -> nat -> tuple) :
  let M := layers net in
  let n := width net in
  nonnegative M c -> activations_obey net c -> 0 < tau -> 0 <= alpha -> 0 <= r0 < r /\ r < 1 -> (0 < K)%nat ->
  (forall m, (m < M)%nat -> r * tau * sqrt (INR (n (S m)) * INR (n m)) <= spectral c m) ->
  (forall m, (m < M)%nat ->
     alpha * (error_bound M c m * input_bound c m) <= tau * (1 - Rpower ((1 - r) / (1 - r0)) (/ INR K))) ->
  (0 < B)%nat -> (forall k b, (k < K)%nat -> (b < B)%nat -> sample_obeys net c (samples k b)) ->
  in_box net (r0 * tau) (W O) ->
  (forall k, (k < K)%nat -> V k O = W k) ->
  (forall k b m i j, (k < K)%nat -> (b < B)%nat -> (m < M)%nat -> (i < n (S m))%nat -> (j < n m)%nat ->
     V k (S b) m i j = analog_update tau (alpha / INR B) (V k b) (gradient net (W k) (samples k b)) m i j) ->
  (forall k, (k < K)%nat -> W (S k) = V k B) ->
  (forall k, (k <= K)%nat -> in_box net (r * tau) (W k))
  /\ (forall k b, (k < K)%nat -> (b <= B)%nat -> in_box net (r * tau) (V k b)).
Proof.
  intros M n Hc Ha Ht Hal Hr HK Hom Hrate HB Hs Hstart Hfirst Hrun Hlast.
  assert (HW : forall k, (k <= K)%nat ->
    keeps_distance net tau ((1 - r0) * Rpower ((1 - r) / (1 - r0)) (/ INR K) ^ k) (W k)).
  { intros k Hk.
    now apply (minibatches_keep_distance net c tau alpha r0 r K) with (samples := samples) (V := V) (B := B). }
  split.
  - intros k Hk. apply (distance_in_box net tau r Ht ((1 - r0) * Rpower ((1 - r) / (1 - r0)) (/ INR K) ^ k)).
    + now apply kept_final.
    + now apply HW.
  - intros k b Hk Hb. eapply (distance_in_box net tau r Ht); [|].
    2:{ apply (minibatch_keeps_distance net c tau alpha r0 r K) with (samples := samples) (W := W) (B := B) (V := V);
        try easy. apply HW; lia. }
    eapply Rle_trans; [|now apply kept_minibatch]. now apply kept_final.
Qed.
